//! What has been seen of every flow.

use crate::testing::coverage::Coverage;
use std::collections::BTreeMap;

/// By the flow's name.
pub(super) type Flows = BTreeMap<String, Coverage>;
