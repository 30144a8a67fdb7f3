//! The client against the sandbox's own server: a whole directory is pushed, and any text is found by a filter.

use std::collections::BTreeMap;

use futures::{StreamExt, TryStreamExt, stream};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use stytch_b2b::Error;
use stytch_b2b::scim2::{Client, Filter, Group, GroupMember, MultiValue, Patch, User};
use stytch_b2b::types::OrganizationsMembersSearchRequest;
use stytch_b2b_sandbox::Sandbox;

const USERS: usize = 5_000;
const GROUPS: usize = 500;
const AT_ONCE: usize = 16;

async fn connected() -> (Sandbox, String, String, Client) {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let organization = sandbox.add_organization("Acme Co").unwrap();
    let connection = sandbox.add_scim_connection(&organization).unwrap();
    let (base_url, token) = (sandbox.scim_base_url(&connection).unwrap(), sandbox.scim_token(&connection).unwrap());
    (sandbox, organization, connection, Client::new(base_url, token).unwrap())
}

/// Nothing is lost between what an identity provider pushes and what the application reads, on either side.
#[tokio::test]
async fn a_whole_directory() {
    let (sandbox, organization, connection, provider) = connected().await;
    let provider = &provider;
    let users: BTreeMap<String, String> = stream::iter(0..USERS)
        .map(|number| async move {
            let address = format!("person-{number}@acme.example");
            let mut user = User::new(&address);
            user.external_id = Some(format!("external-{number}"));
            user.emails.push(MultiValue::new(&address));
            Ok::<_, Error>((address, provider.users().create(&user).await?.id.unwrap()))
        })
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await
        .unwrap();
    let ids: Vec<&String> = users.values().collect();
    let groups: BTreeMap<String, String> = stream::iter(0..GROUPS)
        .map(|number| {
            let mut group = Group::new(format!("Acme Co|Balancer|Role {number}"));
            group.members = ids.iter().skip(number).step_by(GROUPS).map(|id| GroupMember::new(*id)).collect();
            async move {
                let made = provider.groups().create(&group).await?;
                assert_eq!(made.members, group.members);
                Ok::<_, Error>((made.display_name.unwrap(), made.id.unwrap()))
            }
        })
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await
        .unwrap();
    assert_eq!((users.len(), groups.len()), (USERS, GROUPS));

    let client = stytch_b2b::Client::builder(sandbox.project_id(), sandbox.secret())
        .base_url(sandbox.base_url())
        .build()
        .unwrap();
    let search = OrganizationsMembersSearchRequest::new([organization.as_str()]);
    let members: BTreeMap<String, String> = client
        .organizations()
        .members()
        .search(search)
        .stream()
        .map_ok(|member| {
            let registration = member.scim_registration.unwrap();
            let number = member.email_address.trim_matches(|letter: char| !letter.is_ascii_digit());
            assert_eq!(registration.external_id.as_deref(), Some(format!("external-{number}").as_str()));
            (member.email_address, member.member_id.to_string())
        })
        .try_collect()
        .await
        .unwrap();
    assert_eq!(members, users);
    let read: BTreeMap<String, String> = client
        .scim()
        .connection()
        .get_groups(&organization, &connection)
        .stream()
        .map_ok(|group| (group.group_name, group.group_id))
        .try_collect()
        .await
        .unwrap();
    assert_eq!(read, groups);

    let listed: BTreeMap<String, String> = provider
        .users()
        .list()
        .count(1_000)
        .stream()
        .map_ok(|user| (user.user_name.unwrap(), user.id.unwrap()))
        .try_collect()
        .await
        .unwrap();
    assert_eq!(listed, users);
    let mut memberships = 0;
    let mut listed = provider.groups().list().stream();
    while let Some(group) = listed.try_next().await.unwrap() {
        assert_eq!(groups[group.display_name.as_deref().unwrap()], group.id.unwrap());
        memberships += group.members.len();
    }
    assert_eq!(memberships, USERS);
}

/// No text ends the value that it stands in, whatever is around it.
#[tokio::test]
async fn any_text_is_found_by_a_filter() {
    let (_sandbox, _, _, client) = connected().await;
    let mut runner = TestRunner::deterministic();
    let texts = proptest::prop_oneof![".{1,40}", r#"[\\"\[\]() a-c]{1,12}"#, "\\PC{1,20}", "[\\x00-\\x20]{1,4}"];
    let groups = client.groups();
    for number in 0..200 {
        let text = texts.new_tree(&mut runner).unwrap().current();
        let name = format!("{number} {text}");
        let mut group = Group::new(&name);
        group.external_id = Some(text.clone());
        group.members.push(GroupMember::new(&name));
        let made = groups.create(&group).await.unwrap();
        assert_eq!(made.display_name.as_deref(), Some(name.as_str()));
        let id = made.id.unwrap();

        let by_name = || Filter::display_name(&name);
        let member = || Filter::attribute("members").any(Filter::attribute("value").eq(&name));
        let never = || Filter::attribute("id").eq(&text);
        for filter in [
            by_name(),
            by_name().and(Filter::external_id(&text)),
            never().or(by_name()),
            !(!by_name()).or(never()),
            member(),
            member().and(Filter::attribute("displayName").sw(&name).and(Filter::attribute("displayName").ew(&text))),
        ] {
            let written = filter.to_string();
            let found: Vec<Group> = groups.list().filter(filter).stream().try_collect().await.unwrap();
            let found: Vec<&str> = found.iter().map(|group| group.id.as_deref().unwrap()).collect();
            assert_eq!(found, [id.as_str()], "{written}");
        }
        let left = groups.patch(&id, Patch::new().remove_member(&name)).await.unwrap().unwrap();
        assert!(left.members.is_empty(), "{name:?}");
    }
}
