//! `openapi/SOURCE.toml`: where the published specification came from.

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// Where the published specification came from, and which bytes it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Where it is published.
    pub url: String,
    /// The day these bytes were taken over, `YYYY-MM-DD`.
    pub date: String,
    /// The SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
}

impl Source {
    /// Reads the record.
    pub fn parse(text: &str) -> Result<Self> {
        let field = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name)?.trim().strip_prefix('='));
            let value = line.map(|value| value.trim().trim_matches('"').to_owned());
            value.with_context(|| format!("no `{name}`"))
        };
        Ok(Self { url: field("url")?, date: field("date")?, sha256: field("sha256")? })
    }

    /// The record as it is written.
    pub fn render(&self) -> String {
        let Self { url, date, sha256 } = self;
        format!(
            "# Where the published specification came from. Written by `cargo xtask regen --spec`.\n\
             url = \"{url}\"\ndate = \"{date}\"\nsha256 = \"{sha256}\"\n"
        )
    }

    /// The record after `bytes` were taken over: unchanged if they are the same bytes.
    pub fn updated(previous: Option<&Self>, url: Option<&str>, bytes: &[u8]) -> Self {
        let sha256 = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let same = previous.filter(|previous| previous.sha256 == sha256);
        let url = url.or(previous.map(|previous| previous.url.as_str())).unwrap_or("unknown");
        Self { url: url.to_owned(), date: same.map_or_else(today, |same| same.date.clone()), sha256 }
    }
}

fn today() -> String {
    chrono::Utc::now().date_naive().to_string()
}
