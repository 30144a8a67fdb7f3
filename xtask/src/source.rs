//! `openapi/SOURCE.toml`: where the published specification came from, and which part of it is ours.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use toml_edit::{DocumentMut, Item, value};

/// The record of the published specification. What maintainers write there stays as it is.
#[derive(Clone, Debug)]
pub struct Source {
    record: DocumentMut,
    /// What of the published specification is ours.
    pub part: Part,
}

/// What of a published specification is ours, and by which names.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// How the paths of our operations begin.
    pub paths: Vec<String>,
    /// The packages that other publications of the specification call otherwise: their name there, and the one here.
    pub renamed: BTreeMap<String, String>,
}

impl Source {
    /// Reads the record.
    pub fn parse(text: &str) -> Result<Self> {
        let record: DocumentMut = text.parse()?;
        let paths = record.get("paths").and_then(Item::as_array).context("no list `paths`")?;
        let paths = paths.iter().map(|path| path.as_str().map(str::to_owned).context("`paths` are not strings"));
        let renamed = record.get("renamed").and_then(Item::as_table_like);
        let renamed = renamed.into_iter().flat_map(|table| table.iter()).map(|(theirs, ours)| {
            let ours = ours.as_str().with_context(|| format!("`renamed.{theirs}` is not a string"))?;
            Ok((theirs.to_owned(), ours.to_owned()))
        });
        let part = Part { paths: paths.collect::<Result<_>>()?, renamed: renamed.collect::<Result<_>>()? };
        Ok(Self { record, part })
    }

    /// The record after `bytes` were taken over: unchanged if they are the same bytes.
    pub fn taken_over(mut self, url: Option<&str>, bytes: &[u8]) -> String {
        let sha256: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        if self.record.get("sha256").and_then(Item::as_str) != Some(&sha256) {
            self.record["date"] = value(chrono::Utc::now().date_naive().to_string());
            self.record["sha256"] = value(sha256);
        }
        if let Some(url) = url {
            self.record["url"] = value(url);
        }
        self.record.to_string()
    }
}
