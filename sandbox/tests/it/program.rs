//! The program, started as its users start it.

use crate::support::{TestResult, answer, http};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// Ends the program with the test.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The first program of the library's README names an organization that the program begins with.
#[tokio::test]
async fn the_quick_start_finds_its_organization() -> TestResult {
    let readme = include_str!("../../../README.md");
    let (_, rest) =
        readme.split_once("client.organizations().get(\"").ok_or("the quick start reads an organization")?;
    let slug = rest.split('"').next().unwrap_or_default();

    let program = env!("CARGO_BIN_EXE_stytch-b2b-sandbox");
    // It goes on when nobody reads its log any more, as after `| head`.
    let child = Command::new(program).args(["--port", "0"]).stdout(Stdio::piped()).spawn()?;
    let mut program = Program(child);
    let output = BufReader::new(program.0.stdout.take().ok_or("its output is piped")?);
    let mut variables = std::collections::HashMap::new();
    for line in output.lines() {
        let line = line?;
        match line.strip_prefix("export ").and_then(|rest| rest.split_once('=')) {
            Some((name, value)) => drop(variables.insert(name.to_owned(), value.to_owned())),
            None if !variables.is_empty() => break,
            None => {}
        }
    }
    let variable = |name: &str| variables.get(name).cloned().unwrap_or_default();
    assert!(variable("STYTCH_PUBLIC_TOKEN").starts_with("public-token-test-"));
    assert!(variable("SCIM_BASE_URL").starts_with(&variable("STYTCH_BASE_URL")));
    assert!(!variable("SCIM_TOKEN").is_empty());
    let url = format!("{}/v1/b2b/organizations/{slug}", variable("STYTCH_BASE_URL"));
    let request = http().build()?.get(url);
    let request = request.basic_auth(variable("STYTCH_PROJECT_ID"), Some(variable("STYTCH_SECRET")));
    let (status, body) = answer(request).await?;
    assert_eq!((status.as_u16(), &body["organization"]["organization_slug"]), (200, &slug.into()));

    let port = variable("STYTCH_BASE_URL").rsplit(':').next().unwrap_or_default().to_owned();
    let healthy =
        || Command::new(env!("CARGO_BIN_EXE_stytch-b2b-sandbox")).args(["--healthy", "--port", &port]).output();
    assert!(healthy()?.status.success());
    drop(program);
    let refused = healthy()?;
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains(&format!("no sandbox on 127.0.0.1:{port}")));
    Ok(())
}
