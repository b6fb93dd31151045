"""Reads traces in JSON with OpenTelemetry's own protocol description, and prints the names of their spans.

Ids are hexadecimal in OpenTelemetry's JSON, where protobuf's own would have base64: that is the one difference."""

import base64
import json
import sys

from google.protobuf.json_format import ParseDict
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


def as_protobuf(value):
    if isinstance(value, list):
        return [as_protobuf(item) for item in value]
    if not isinstance(value, dict):
        return value
    ids = ("traceId", "spanId", "parentSpanId")
    return {
        key: base64.b64encode(bytes.fromhex(item)).decode() if key in ids else as_protobuf(item)
        for key, item in value.items()
    }


request = ParseDict(as_protobuf(json.load(sys.stdin)), ExportTraceServiceRequest())
for resource in request.resource_spans:
    for scope in resource.scope_spans:
        for span in scope.spans:
            assert len(span.trace_id) == 16 and len(span.span_id) == 8, span
            assert span.start_time_unix_nano <= span.end_time_unix_nano, span
            print(span.name)
