//! Lists every SCIM group of an organization's connection.
//!
//! With `STYTCH_PROJECT_ID`, `STYTCH_SECRET` and `ORGANIZATION_ID` it asks the real API; with none of them, a sandbox that
//! it starts in the same process, fills with 2,500 groups, and tells to answer a rate limit on the way.

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use futures::TryStreamExt;
use indicatif::{ProgressBar, ProgressStyle};
use stytch_b2b::types::ScimGroup;
use stytch_b2b::{Client, ClientBuilder, OrganizationId, RetryPolicy};
use stytch_b2b_sandbox::{Fault, Sandbox};

const NEEDED: [&str; 3] = ["STYTCH_PROJECT_ID", "STYTCH_SECRET", "ORGANIZATION_ID"];
const SHOWN: usize = 5;

#[tokio::main]
async fn main() -> ExitCode {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    match run(variable, &mut std::io::stdout()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The whole program, but for where its settings come from and where its output goes.
pub async fn run(variable: impl Fn(&str) -> Option<String>, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let missing: Vec<&str> = NEEDED.into_iter().filter(|name| variable(name).is_none()).collect();
    if missing.len() == NEEDED.len() {
        return with_sandbox(out).await;
    }
    let [Some(project_id), Some(secret), Some(organization)] = NEEDED.map(&variable) else {
        return Err(format!("{} is not set; set all of {}, or none of them", missing[0], NEEDED.join(", ")).into());
    };
    let builder = Client::builder(project_id, secret);
    let builder = match variable("STYTCH_BASE_URL") {
        Some(url) => builder.base_url(url),
        None => builder,
    };
    list(builder, organization.into(), out).await
}

async fn with_sandbox(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().start().await?;
    let organization = sandbox.add_organization("Acme Co")?;
    let connection = sandbox.add_scim_connection(&organization)?;
    sandbox.add_scim_groups(&connection, 2_500)?;
    let rate_limit = Fault::rate_limited().retry_after(Duration::from_secs(1));
    sandbox.fault(rate_limit.on("scim.connection.get_groups").after(1));
    writeln!(out, "no credentials are set: listing the groups of a sandbox")?;
    let builder = Client::builder(sandbox.project_id(), sandbox.secret()).base_url(sandbox.base_url());
    list(builder, organization.into(), out).await
}

async fn list(
    builder: ClientBuilder,
    organization: OrganizationId,
    out: &mut impl Write,
) -> Result<(), Box<dyn Error>> {
    let waits = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&waits);
    let client = builder
        .retry(RetryPolicy::default().on_retry(move |retry| {
            counted.fetch_add(u32::from(retry.status == Some(429)), Ordering::Relaxed);
        }))
        .build()?;
    let connections = client.scim().connection();
    let connection =
        connections.get(&organization).await?.connection.ok_or("the organization has no SCIM connection")?;

    let started = Instant::now();
    let progress = ProgressBar::new_spinner().with_style(ProgressStyle::with_template("{spinner} {pos} groups")?);
    let mut pages = connections.get_groups(&organization, &connection.connection_id).pages();
    let (mut first, mut page_count, mut group_count) = (Vec::new(), 0, 0);
    while let Some(page) = pages.try_next().await? {
        page_count += 1;
        group_count += page.scim_groups.len();
        progress.set_position(group_count as u64);
        let wanted = SHOWN - first.len();
        first.extend(page.scim_groups.into_iter().take(wanted));
    }
    progress.finish_and_clear();

    write_table(&first, out)?;
    writeln!(out, "pages fetched: {page_count}")?;
    writeln!(out, "rate limits waited out: {}", waits.load(Ordering::Relaxed))?;
    writeln!(out, "time taken: {:.1} s", started.elapsed().as_secs_f64())?;
    writeln!(out, "{group_count} groups")?;
    Ok(())
}

fn write_table(groups: &[ScimGroup], out: &mut impl Write) -> std::io::Result<()> {
    let width = groups.iter().map(|group| group.group_name.len()).max().unwrap_or(0).max("NAME".len());
    writeln!(out, "{:width$}  ID", "NAME")?;
    for group in groups {
        writeln!(out, "{:width$}  {}", group.group_name, group.group_id)?;
    }
    writeln!(out)
}
