"""The bill of materials: CycloneDX 1.5."""

import datetime
import uuid

from .tree import EPOCH, PACKAGE, VERSION


def document(target, inside):
    root, others = inside
    about = {one["id"]: f"pkg:cargo/{one['name']}@{one['version']}" for one in [root, *others]}
    when = datetime.datetime.fromtimestamp(EPOCH, datetime.timezone.utc)
    name = f"contactflow {VERSION} {target}"
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, name + str(EPOCH))}",
        "version": 1,
        "metadata": {
            "timestamp": when.isoformat().replace("+00:00", "Z"),
            "component": {
                "type": "application",
                "bom-ref": about[root["id"]],
                "name": "contactflow",
                "version": VERSION,
                "description": PACKAGE["description"],
                "licenses": [{"expression": PACKAGE["license"]}],
                "purl": about[root["id"]],
            },
            "properties": [{"name": "cargo:target", "value": target}],
        },
        "components": [component(one, about) for one in others],
        "dependencies": [
            {"ref": about[one["id"]], "dependsOn": sorted({about[used] for used in one["uses"]})}
            for one in [root, *others]
        ],
    }


def component(crate, about):
    one = {
        "type": "library",
        "bom-ref": about[crate["id"]],
        "name": crate["name"],
        "version": crate["version"],
        "purl": about[crate["id"]],
        "scope": "required",
    }
    if crate["license"]:
        # cargo's older form with a slash means `OR`
        one["licenses"] = [{"expression": crate["license"].replace("/", " OR ")}]
    if crate["sum"]:
        one["hashes"] = [{"alg": "SHA-256", "content": crate["sum"]}]
    return one
