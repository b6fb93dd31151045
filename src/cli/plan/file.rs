//! A plan's file. What anybody may read stands in it as JSON; what the flow was told and what it would
//! send is sealed; all of it is signed.

use super::keys::{PlanKeys, Whose};
use crate::config::Problem;
use crate::host::plan::{Place, Planned};
use crate::journal::{KeptFile, KeptScript};
use crate::run::Limits;
use crate::source::Source;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The form of the file that this version writes.
const VERSION: u32 = 1;

/// A file larger than this is no plan.
const MAX_BYTES: u64 = 512 << 20;

/// A plan.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::cli) struct PlanFile {
    /// The form of the file.
    pub version: u32,
    pub id: String,
    pub made: Timestamp,
    pub expires: Timestamp,
    /// Who made it.
    pub by: String,
    /// The version of `flow` that made it.
    pub made_with: String,
    pub flow: FlowOf,
    /// A digest of what the catalogue says of the actions that the flow uses.
    pub actions: String,
    pub profiles: Vec<ProfileOf>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config: Option<PathBuf>,
    /// The run that it undoes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<String>,
    /// How many runs it is for: one, or one for each row.
    pub runs: u64,
    pub writes: Vec<WriteLine>,
    /// What is taken to happen, beside that every write succeeds.
    pub assumed: Vec<NoteLine>,
    /// What cannot be known before.
    pub cut: Vec<NoteLine>,
    /// Runs that would fail before they write, and are not in the plan.
    pub left_out: Vec<NoteLine>,
    pub sealed: Sealed,
    pub signature: String,
}

/// The flow of a plan.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(deny_unknown_fields)]
pub(in crate::cli) struct FlowOf {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<PathBuf>,
    pub sha256: String,
    /// The files whose steps it uses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<StepsOf>,
}

/// A file whose steps the flow of a plan uses.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(deny_unknown_fields)]
pub(in crate::cli) struct StepsOf {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<PathBuf>,
    pub sha256: String,
}

/// Where a plan is for.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::cli) struct ProfileOf {
    pub name: String,
    pub system: String,
    pub tenant: String,
    /// As whom the system knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<String>,
    /// How many actions a second it is allowed, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<String>,
}

/// A write of a plan, as anybody may see it.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::cli) struct WriteLine {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    pub line: u32,
    pub place: Place,
    pub action: String,
    /// The action with its values, those that nobody may see hidden.
    pub what: String,
    /// The id of what it changes, where anybody may see it; else a keyed hash of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thing: Option<String>,
    /// How it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Whether it cannot be undone.
    pub irreversible: bool,
}

/// Something to know about a run of a plan.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(deny_unknown_fields)]
pub(in crate::cli) struct NoteLine {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    pub what: String,
}

/// What only a key opens.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(deny_unknown_fields)]
pub(in crate::cli) struct Sealed {
    pub of: Whose,
    pub key: u32,
    pub data: String,
}

/// What is sealed in a plan.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
pub(in crate::cli) struct Body {
    /// The flow's text.
    pub text: String,
    /// The files whose steps it uses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<KeptFile>,
    pub limits: Limits,
    /// The runs, with the numbers of their rows.
    pub runs: Vec<(Option<u64>, Planned)>,
}

impl Body {
    /// The flow, with the files whose steps it uses, as they were. `systems` are those that it uses.
    pub fn kept(&self, name: &str, systems: Vec<Arc<str>>) -> KeptScript {
        KeptScript {
            name: name.into(),
            text: self.text.as_str().into(),
            files: self.files.clone(),
            actions: 0,
            systems,
            calendars: Vec::new(),
        }
    }

    /// Its text, with those of the files.
    pub fn source(&self, name: &str) -> Arc<Source> {
        self.kept(name, Vec::new()).source()
    }
}

/// The hash by which a flow is known.
pub(in crate::cli) fn sha256(text: &str) -> String {
    let hash = digest(&SHA256, text.as_bytes());
    hash.as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

impl PlanFile {
    pub const VERSION: u32 = VERSION;

    /// Seals the body and signs the whole.
    pub fn seal(mut self, body: &Body, keys: &PlanKeys) -> Result<Self, Problem> {
        let cannot = |why: String| Problem::new(format!("the plan cannot be sealed: {why}"));
        let text = serde_json::to_vec(body).map_err(|why| cannot(why.to_string()))?;
        let (key, sealed) = keys
            .keys
            .seal(&self.place(), text)
            .map_err(|why| cannot(why.into()))?;
        self.sealed = Sealed {
            of: keys.of,
            key,
            data: STANDARD.encode(sealed),
        };
        self.signature = self.sign(keys);
        Ok(self)
    }

    /// Whether it is as it was signed, by somebody with this key.
    pub fn is_genuine(&self, keys: &PlanKeys) -> bool {
        self.signature == self.sign(keys)
    }

    /// What is sealed in it; nothing where the key is another one.
    pub fn open(&self, keys: &PlanKeys) -> Option<Body> {
        let sealed = STANDARD.decode(&self.sealed.data).ok()?;
        let text = keys.keys.unseal(self.sealed.key, &self.place(), &sealed)?;
        serde_json::from_slice(&text).ok()
    }

    fn place(&self) -> String {
        format!("plan {}", self.id)
    }

    fn sign(&self, keys: &PlanKeys) -> String {
        let unsigned = Self {
            signature: String::new(),
            ..self.clone()
        };
        keys.keys
            .tag(&serde_json::to_vec(&unsigned).unwrap_or_default())
    }

    pub fn read(path: &Path) -> Result<Self, Problem> {
        let name = crate::report::text::name(&path.display().to_string()).into_owned();
        let unreadable = |why: String| Problem::new(format!("cannot read {name}: {why}"));
        let missing = |why: std::io::Error| crate::cli::scripts::unreadable(&name, &why);
        let size = std::fs::metadata(path).map_err(missing)?;
        if size.len() > MAX_BYTES {
            return Err(unreadable("it is too large for a plan".into()));
        }
        let text = std::fs::read_to_string(path).map_err(missing)?;
        Self::parse(&text).map_err(|why| {
            Problem::new(format!("cannot read the plan {name}: {why}"))
                .help("make a new one: `flow plan FILE`")
        })
    }

    fn parse(text: &str) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Form {
            version: u32,
        }
        let no_plan = |_| "it is not a plan of `flow plan`, or it is damaged".to_owned();
        let form: Form = serde_json::from_str(text).map_err(no_plan)?;
        if form.version > VERSION {
            return Err(format!(
                "a newer version of `flow` made it (form {}, this one knows {VERSION})",
                form.version
            ));
        }
        serde_json::from_str(text).map_err(no_plan)
    }

    pub fn write(&self, path: &Path) -> Result<(), Problem> {
        let text = serde_json::to_vec_pretty(self).unwrap_or_default();
        crate::private::write(path, &text).map_err(|why| {
            let name = crate::report::text::name(&path.display().to_string()).into_owned();
            Problem::new(format!("cannot write the plan to {name}: {why}"))
                .help("set `--out` to a file in a folder that you may write to")
        })
    }

    /// Whether it has anything to do.
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty()
    }
}
