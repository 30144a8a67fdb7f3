//! The client against a SCIM server that others wrote, which `cargo xtask scim2` starts and names in the environment.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;

use futures::{StreamExt, TryStreamExt, stream};
use stytch_b2b::scim2::{Client, Filter, Group, Patch};

type TestResult<T = ()> = Result<T, Box<dyn Error>>;

const GROUPS: usize = 250;
/// Requests under way at once.
const AT_ONCE: usize = 8;

fn client() -> TestResult<Client> {
    Ok(Client::new(std::env::var("SCIM_BASE_URL")?, std::env::var("SCIM_TOKEN")?)?)
}

/// Names that filters have to quote, none like another when case is not looked at.
fn name(number: usize) -> String {
    match number % 6 {
        0 => format!(r#"Ortiz "and" Sons {number}"#),
        1 => format!(r"C:\groups\{number}\"),
        2 => format!("Bär, Kölln & Ægir {number}"),
        3 => format!("Organization {number}|Balancer|User"),
        4 => format!(r#"" or displayName pr or displayName eq "{number}"#),
        _ => format!("部署 {number} (né) [x] 100 % + / ? # & ="),
    }
}

/// The server's groups by their names, page by page.
async fn listed(client: &Client, count: u32, cursor: Option<&str>) -> TestResult<BTreeMap<String, String>> {
    let mut list = client.groups().list().count(count);
    if let Some(cursor) = cursor {
        list = list.cursor(cursor);
    }
    let groups: Vec<Group> = list.stream().try_collect().await?;
    assert_eq!(groups.len(), GROUPS, "by pages of {count}");
    groups.into_iter().map(|group| Ok((group.display_name.ok_or("no name")?, group.id.ok_or("no id")?))).collect()
}

async fn lives(client: &Client, cursor: Option<&str>) -> TestResult {
    let groups = client.groups();
    let created: BTreeMap<String, String> = stream::iter(0..GROUPS)
        .map(|number| async move {
            let made = client.groups().create(&Group::new(name(number))).await?;
            assert_eq!(made.display_name.as_deref(), Some(name(number).as_str()));
            Ok::<_, Box<dyn Error>>((name(number), made.id.ok_or("a group without an id")?))
        })
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    assert_eq!(created.len(), GROUPS);

    for count in [1, 7, 50, 1000] {
        assert_eq!(listed(client, count, cursor).await?, created, "by pages of {count}");
    }
    for (name, id) in &created {
        let found: Vec<Group> = groups.list().filter(Filter::display_name(name)).stream().try_collect().await?;
        let ids: BTreeSet<_> = found.iter().filter_map(|group| group.id.as_deref()).collect();
        assert_eq!(ids, BTreeSet::from([id.as_str()]), "{name}");
    }

    let mut ids = created.values();
    let (patched, replaced) = (ids.next().ok_or("no group")?, ids.next().ok_or("no second group")?);
    let answer = groups.patch(patched, Patch::new().replace("displayName", "Patched \"once\"")).await?;
    assert_eq!(answer, None, "this server answers a patch without a body");
    let mut group = groups.get(patched).await?;
    assert_eq!(group.display_name.as_deref(), Some("Patched \"once\""));
    group.display_name = Some("Patched and replaced".to_owned());
    assert_eq!(groups.replace(patched, &group).await?.display_name, group.display_name);
    let other = Group::new("Replaced");
    assert_eq!(groups.replace(replaced, &other).await?.display_name, other.display_name);

    for id in created.values() {
        groups.delete(id).await?;
    }
    assert!(groups.get(patched).await.is_err_and(|error| error.is_not_found()));
    assert!(groups.delete(patched).await.is_err_and(|error| error.is_not_found()));
    let page = groups.list().await?;
    assert_eq!((page.total_results, page.resources.len()), (Some(0), 0));
    Ok(())
}

#[tokio::test]
async fn groups_by_index_and_then_by_cursor() -> TestResult {
    let client = client()?;
    let can = client.service_provider_config().await?.pagination.ok_or("nothing about pages")?;
    assert_eq!((can.index, can.cursor), (Some(true), Some(true)));
    lives(&client, None).await?;
    lives(&client, Some("")).await
}
