//! `BENCHMARKS.md` and its plots, from what was measured.

use std::fmt::Write as _;

use anyhow::{Context, Result};

use super::plot::bars;
use super::{Measured, programs};

const OURS: &str = "stytch-b2b";
const VENDOR: &str = "stytch (Rust)";

fn number(row: &[String], column: usize) -> Result<f64> {
    let text = row.get(column).with_context(|| format!("no column {column} in {row:?}"))?;
    text.trim().parse().with_context(|| format!("{text:?} is no number"))
}

/// How many groups the answer of a call has.
fn groups(row: &[String]) -> String {
    match row[0].trim() {
        "1" => "1 group".to_owned(),
        many => format!("{many} groups"),
    }
}

/// Names of files, and what they show.
pub(super) fn plots(measured: &Measured) -> Result<Vec<(&'static str, String)>> {
    let builds = |value: fn(&programs::Built) -> Option<f64>, unit: &str| -> Vec<(String, f64, String)> {
        let of = |built: &programs::Built| {
            Some((built.name.to_owned(), value(built)?, format!("{:.1} {unit}", value(built)?)))
        };
        measured.builds.iter().filter_map(of).collect()
    };
    let mut calls = Vec::new();
    for row in &measured.overhead.rows {
        let what = if row[1].trim() == "1" { "one at a time" } else { "64 at once" };
        for (column, name) in [(2, OURS), (3, VENDOR)] {
            let value = number(row, column)?;
            calls.push((format!("{name}, {}, {what}", groups(row)), value, format!("{value:.2}")));
        }
    }
    let mut list = Vec::new();
    for row in &measured.list.rows {
        list.push((row[0].clone(), number(row, 1)?, format!("{:.2}", number(row, 1)?)));
    }
    Ok(vec![
        ("build.svg", bars("Seconds to build everything (debug)", &builds(|built| Some(built.everything[1]), "s"))),
        ("size.svg", bars("Size of the program (release, stripped)", &builds(|built| Some(built.size), "MiB"))),
        ("calls.svg", bars("Time of a call over plain reqwest", &calls)),
        ("list.svg", bars("Time to read 100,000 groups over plain reqwest", &list)),
    ])
}

pub(super) fn text(measured: &Measured, rounds: usize) -> Result<String> {
    let mut text = String::from(
        "# Benchmarks\n\n\
         This file and its plots are what `cargo xtask compare` writes: it builds this crate, the vendor's own and plain reqwest side\n\
         by side, and lets them do the same in turns. Only ratios of the same run and medians say something; the rest depends on the\n\
         machine. It needs Linux, Python 3, Node and npm, and takes the network once, for the other clients.\n\n",
    );
    table(
        &mut text,
        &["", ""],
        measured.conditions.iter().map(|(name, value)| vec![(*name).to_owned(), value.clone()]),
    );
    builds(&mut text, measured, rounds);
    calls(&mut text, measured)?;
    list(&mut text, measured);
    checks(&mut text, measured);
    faults(&mut text, measured);
    worse(&mut text, measured)?;
    Ok(text)
}

fn table(text: &mut String, head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) {
    let _ = writeln!(text, "| {} |\n|{}", head.join(" | "), "---|".repeat(head.len()));
    for row in rows {
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
    text.push('\n');
}

fn builds(text: &mut String, measured: &Measured, rounds: usize) {
    let _ = write!(
        text,
        "## Builds\n\n\
         A program that makes one call. Debug builds without incremental compilation, from an empty target directory, and again with\n\
         the dependencies built; medians of {rounds} rounds. CPU time is over that of this crate in the same round. The vendor's crate\n\
         has the consumer API besides. The size is that of the stripped program of a release build.\n\n"
    );
    let rows = measured.builds.iter().map(|built| {
        let own = |value: usize| built.own.map_or("–".to_owned(), |own| format!("{:.2}", own[value]));
        vec![
            built.name.to_owned(),
            built.crates.to_string(),
            format!("{:.2}", built.everything[0]),
            format!("{:.1} s", built.everything[1]),
            own(0),
            built.own.map_or("–".to_owned(), |own| format!("{:.1} s", own[1])),
            format!("{:.1} MiB", built.size),
        ]
    });
    table(text, &["", "crates", "CPU, everything", "time", "CPU, the crate", "time", "size"], rows);
    text.push_str(
        "![Seconds to build everything](benches/plots/build.svg)\n![Size of the program](benches/plots/size.svg)\n\n",
    );
}

fn calls(text: &mut String, measured: &Measured) -> Result<()> {
    let _ = write!(
        text,
        "## Calls\n\n\
         `cargo bench --bench overhead` in `benches/`: a page of groups over loopback, by the three in turns; {}.\n\
         Plain reqwest sends the same bytes and decodes the same type.\n\n",
        measured.overhead.how
    );
    let mut rows = Vec::new();
    for row in &measured.overhead.rows {
        rows.push(vec![
            row[0].trim().to_owned(),
            row[1].trim().to_owned(),
            format!("{:.3}", number(row, 2)?),
            format!("{:.3}", number(row, 3)?),
            format!("{:.0} µs", number(row, 4)?),
        ]);
    }
    table(text, &["groups", "at once", "stytch-b2b / reqwest", "stytch (Rust) / reqwest", "reqwest, one call"], rows);
    text.push_str("![Time of a call over plain reqwest](benches/plots/calls.svg)\n\n");
    Ok(())
}

fn list(text: &mut String, measured: &Measured) {
    let _ = write!(
        text,
        "## Long lists\n\n\
         `cargo bench --bench list`: 100,000 groups of one connection, in pages of 1,000. `stytch-b2b` by its stream, the others by a\n\
         loop over the cursor. Each in a process of its own, in turns; {}, time over that of plain reqwest in the\n\
         same round. Memory is the largest of the process.\n\n",
        measured.list.how
    );
    let rows = measured
        .list
        .rows
        .iter()
        .map(|row| vec![row[0].clone(), row[1].clone(), row[2].clone(), format!("{} MiB", row[3])]);
    table(text, &["", "time", "requests", "memory"], rows);
    text.push_str("![Time to read 100,000 groups](benches/plots/list.svg)\n\n");
}

fn checks(text: &mut String, measured: &Measured) {
    let _ = write!(
        text,
        "## Sessions judged in the process\n\n\
         `cargo bench --bench local`: the check of a session's JWT, over the bare verification of its signature by ring, and over\n\
         `jsonwebtoken` with the claims that a team would write; {}. The vendor's\n\
         Rust crate has no such check for businesses.\n\n",
        measured.checks.how
    );
    let rows = measured.checks.rows.iter().map(|row| row.iter().map(|value| value.trim().to_owned()).collect());
    table(text, &["factors", "custom claims", "bytes", "over ring", "over `jsonwebtoken`", "ring, µs"], rows);
}

fn faults(text: &mut String, measured: &Measured) {
    text.push_str(
        "## When something goes wrong\n\n\
         `cargo bench --bench faults`: the same calls against the same answers, every client with what it does by default. Requests are\n\
         what the server saw.\n\n",
    );
    let mut clients: Vec<&str> = Vec::new();
    let mut cases: Vec<(&str, Vec<String>)> = Vec::new();
    for row in &measured.faults.rows {
        let (case, client, said) = (row[0].as_str(), row[1].as_str(), row[2].clone());
        if !clients.contains(&client) {
            clients.push(client);
        }
        match cases.iter_mut().find(|(known, _)| *known == case) {
            Some((_, said_by_each)) => said_by_each.push(said),
            None => cases.push((case, vec![said])),
        }
    }
    let head: Vec<&str> = std::iter::once("").chain(clients).collect();
    table(text, &head, cases.into_iter().map(|(case, said)| std::iter::once(case.to_owned()).chain(said).collect()));
}

/// Every row of the tables in which another one does better.
fn worse(text: &mut String, measured: &Measured) -> Result<()> {
    text.push_str("## Where others are better\n\n");
    let ours = measured.builds.iter().find(|built| built.name == OURS).context("this crate was not built")?;
    for built in &measured.builds {
        let pairs = [
            ("crates", built.crates as f64, ours.crates as f64),
            ("CPU time to build everything", built.everything[0], 1.0),
            ("CPU time to build the crate", built.own.map_or(f64::INFINITY, |own| own[0]), 1.0),
            ("size of the program", built.size, ours.size),
        ];
        for (what, other, own) in pairs {
            if other < own {
                let _ = writeln!(text, "- {what}: {} needs {:.2} of it.", built.name, other / own);
            }
        }
    }
    for row in &measured.overhead.rows {
        let at_once = row[1].trim();
        let (own, vendor) = (number(row, 2)?, number(row, 3)?);
        for (other, value) in [("plain reqwest", 1.0), (VENDOR, vendor)] {
            if value < own {
                let _ = writeln!(
                    text,
                    "- a call that answers {}, {at_once} at once: {other} needs {:.3} of the time.",
                    groups(row),
                    value / own
                );
            }
        }
    }
    let own = measured.list.rows.iter().find(|row| row[0] == OURS).context("this crate read no groups")?;
    for row in &measured.list.rows {
        for (column, what) in [(1, "time"), (3, "memory")] {
            let (value, own) = (number(row, column)?, number(own, column)?);
            if value < own {
                let _ = writeln!(text, "- 100,000 groups: {} needs {:.2} of the {what}.", row[0], value / own);
            }
        }
    }
    for row in &measured.checks.rows {
        for (column, other) in [(3, "ring alone"), (4, "`jsonwebtoken`")] {
            let value = number(row, column)?;
            if value > 1.0 {
                let _ = writeln!(
                    text,
                    "- the check of a session, factors: {}, custom claims: {}: {other} needs {:.2} of the time.",
                    row[0].trim(),
                    row[1].trim(),
                    1.0 / value
                );
            }
        }
    }
    Ok(())
}
