//! Exports the directory of a whole project as JSON Lines: every organization, its members, and its SCIM groups.
//!
//! Killed at any moment and started again, it goes on where it was, and the file has the same bytes as without the kill. Until
//! the file is complete, what there is of it is in `FILE.part`, and `FILE.state` says how far it is.
//!
//! With `STYTCH_PROJECT_ID` and `STYTCH_SECRET` it asks the real API and writes the file `OUTPUT`, or `directory.jsonl`; with
//! none of them it asks a sandbox that it starts in the same process, and writes a temporary file.

use std::error::Error;
use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, ErrorKind, Seek, SeekFrom, Write};
use std::pin::Pin;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use futures::future::{OptionFuture, join};
use futures::stream::{self, Peekable, StreamExt, TryStreamExt};
use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};
use stytch_b2b::types::{
    Member, Organization, OrganizationsMembersSearchRequest, OrganizationsMembersSearchResponse,
    OrganizationsSearchRequest, ScimConnectionGetGroupsResponse, ScimGroup,
};
use stytch_b2b::{Client, ClientBuilder, OrganizationId, Pages};
use stytch_b2b_sandbox::{RateLimit, Sandbox};
use tokio::time::timeout;

const NEEDED: [&str; 2] = ["STYTCH_PROJECT_ID", "STYTCH_SECRET"];
/// How many organizations are asked about at once.
const AT_ONCE: usize = 8;
/// How much work a kill can undo, beside that of the organization that is being written.
const SAVE_EVERY: Duration = Duration::from_millis(250);
/// Calls wait for as long as a rate limit lasts: better late than stopped.
const PATIENCE: Duration = Duration::from_secs(60 * 60);
const BAR: &str = "{elapsed} {wide_bar} {pos} of {len} organizations, {msg}, {per_sec}, {eta} left";

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

/// The whole program, but for where its settings come from and where it says what it did.
pub async fn run(variable: impl Fn(&str) -> Option<String>, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let (project_id, secret) = match NEEDED.map(&variable) {
        [Some(project_id), Some(secret)] => (project_id, secret),
        [None, None] => return with_sandbox(out).await,
        _ => return Err(format!("set both of {}, or none of them", NEEDED.join(" and ")).into()),
    };
    let builder = Client::builder(&project_id, secret);
    let builder = match variable("STYTCH_BASE_URL") {
        Some(url) => builder.base_url(url),
        None => builder,
    };
    let output = variable("OUTPUT").unwrap_or_else(|| "directory.jsonl".to_owned());
    export(builder, Output::open(output, project_id)?, out).await
}

async fn with_sandbox(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().start().await?;
    sandbox.rate_limit(RateLimit::per_second(30).with_retry_after());
    for number in 1..=50 {
        let organization = sandbox.add_organization(format!("Organization {number:02}"))?;
        sandbox.add_members(&organization, if number == 7 { 2_500 } else { number })?;
        if number % 3 == 0 {
            let connection = sandbox.add_scim_connection(&organization)?;
            sandbox.add_scim_groups(&connection, 10 * number)?;
        }
    }
    writeln!(out, "no credentials are set: exporting the directory of a sandbox")?;
    let builder = Client::builder(sandbox.project_id(), sandbox.secret()).base_url(sandbox.base_url());
    let file = std::env::temp_dir().join(format!("directory-{}.jsonl", std::process::id()));
    let output = Output::open(file.display().to_string(), sandbox.project_id().to_owned())?;
    export(builder, output, out).await?;
    Ok(fs::remove_file(file)?)
}

async fn export(builder: ClientBuilder, mut output: Output, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let client = builder.timeout(PATIENCE).build()?;
    let progress = ProgressBar::no_length().with_style(ProgressStyle::with_template(BAR)?);
    progress.set_position(output.state.organizations);
    progress.reset_eta();

    let mut request = OrganizationsSearchRequest::new();
    if let Some(cursor) = &output.state.cursor {
        request = request.cursor(cursor);
    }
    let mut pages = client.organizations().search(request).pages();
    while let Some(page) = pages.try_next().await? {
        // Where counting is switched off, the total is negative.
        if let Ok(total) = u64::try_from(page.results_metadata.total) {
            progress.set_length(total);
        }
        let mut organizations = page.organizations;
        organizations.retain(|organization| !output.state.done.contains(&organization.organization_id));
        let mut entries =
            stream::iter(organizations).map(|organization| Entry::open(&client, organization)).buffered(AT_ONCE);
        loop {
            let next = match timeout(SAVE_EVERY, entries.next()).await {
                Ok(next) => next,
                // A rate limit is waited out: who is killed meanwhile need not ask again for what there is.
                Err(_) => {
                    output.save()?;
                    entries.next().await
                }
            };
            let Some(entry) = next else { break };
            output.write(entry).await?;
            progress.inc(1);
            progress.set_message(format!("{} members", output.state.members));
        }
        if let Some(cursor) = page.results_metadata.next_cursor.filter(|cursor| !cursor.is_empty()) {
            output.state.cursor = Some(cursor);
            output.state.done.clear();
        }
    }
    progress.finish_and_clear();

    let State { organizations, members, groups, bytes, .. } = output.finish()?;
    writeln!(out, "{organizations} organizations, {members} members, {groups} groups")?;
    writeln!(out, "{bytes} bytes")?;
    Ok(())
}

/// An organization, and the beginnings of its lists. Whatever its size, it takes up a few pages of memory: the pages that
/// follow are fetched when it is written.
struct Entry {
    organization: Organization,
    members: Peekable<Pages<OrganizationsMembersSearchResponse>>,
    groups: Option<Peekable<Pages<ScimConnectionGetGroupsResponse>>>,
}

impl Entry {
    /// Fetches the first pages. An error stays in its list, and ends the program when it is this organization's turn.
    async fn open(client: &Client, organization: Organization) -> Self {
        let id = &organization.organization_id;
        let request = OrganizationsMembersSearchRequest::new([id]);
        let mut members = client.organizations().members().search(request).pages().peekable();
        let connection = organization.scim_active_connection.as_ref().map(|connection| &connection.connection_id);
        let mut groups =
            connection.map(|connection| client.scim().connection().get_groups(id, connection).pages().peekable());
        let first_groups = OptionFuture::from(groups.as_mut().map(|groups| Pin::new(groups).peek()));
        join(Pin::new(&mut members).peek(), first_groups).await;
        Self { organization, members, groups }
    }
}

/// One line of the file.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Line<'a> {
    Organization(&'a Organization),
    Member(&'a Member),
    Group(&'a ScimGroup),
}

/// How far an export is.
#[derive(Default, Deserialize, Serialize)]
struct State {
    project_id: String,
    bytes: u64,
    organizations: u64,
    members: u64,
    groups: u64,
    /// Of the page of organizations that is being written; none for the first one.
    cursor: Option<String>,
    /// Those of that page that are written. Their number alone would skip another one if one of them were deleted meanwhile.
    done: Vec<OrganizationId>,
}

/// The file while it is incomplete, and its state.
struct Output {
    path: String,
    file: BufWriter<File>,
    state: State,
    saved: Instant,
}

impl Output {
    fn open(path: String, project_id: String) -> Result<Self, Box<dyn Error>> {
        let state = match fs::read(state_of(&path)) {
            Ok(state) => serde_json::from_slice(&state)?,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                State { project_id: project_id.clone(), ..State::default() }
            }
            Err(error) => return Err(error.into()),
        };
        if state.project_id != project_id {
            return Err(format!("{} is of another project, {}", state_of(&path), state.project_id).into());
        }
        let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(part_of(&path))?;
        if file.metadata()?.len() < state.bytes {
            return Err(format!("{} is shorter than {} says", part_of(&path), state_of(&path)).into());
        }
        // What came after the last save may have been cut anywhere.
        file.set_len(state.bytes)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Self { path, file: BufWriter::new(file), state, saved: Instant::now() })
    }

    async fn write(&mut self, mut entry: Entry) -> Result<(), Box<dyn Error>> {
        self.write_line(&Line::Organization(&entry.organization))?;
        while let Some(page) = entry.members.try_next().await? {
            page.members.iter().try_for_each(|member| self.write_line(&Line::Member(member)))?;
            self.state.members += page.members.len() as u64;
        }
        while let Some(groups) = &mut entry.groups
            && let Some(page) = groups.try_next().await?
        {
            page.scim_groups.iter().try_for_each(|group| self.write_line(&Line::Group(group)))?;
            self.state.groups += page.scim_groups.len() as u64;
        }
        self.state.organizations += 1;
        self.state.done.push(entry.organization.organization_id);
        if self.saved.elapsed() >= SAVE_EVERY {
            self.save()?;
        }
        Ok(())
    }

    fn write_line(&mut self, line: &Line<'_>) -> std::io::Result<()> {
        serde_json::to_writer(&mut self.file, line)?;
        self.file.write_all(b"\n")
    }

    /// The state is never ahead of the file: the file is on the disk before the state is, and the state is replaced as a whole.
    fn save(&mut self) -> Result<(), Box<dyn Error>> {
        self.state.bytes = self.file.stream_position()?;
        self.file.flush()?;
        self.file.get_ref().sync_data()?;
        let replacement = format!("{}.new", state_of(&self.path));
        let mut file = File::create(&replacement)?;
        file.write_all(&serde_json::to_vec(&self.state)?)?;
        file.sync_data()?;
        fs::rename(replacement, state_of(&self.path))?;
        self.saved = Instant::now();
        Ok(())
    }

    /// Gives the complete file its name.
    fn finish(mut self) -> Result<State, Box<dyn Error>> {
        self.save()?;
        fs::remove_file(state_of(&self.path))?;
        fs::rename(part_of(&self.path), &self.path)?;
        Ok(self.state)
    }
}

fn state_of(path: &str) -> String {
    format!("{path}.state")
}

fn part_of(path: &str) -> String {
    format!("{path}.part")
}
