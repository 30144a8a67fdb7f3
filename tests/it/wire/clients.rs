//! Calls: Connected Apps, machine clients and the project.

use super::row::{Row, rows};

pub const ROWS: &[Row] = rows! { |client, sample|
    "api_connectedapps_v1_connected_apps_clients_Create": client.connected_apps().clients().create(sample.body()),
    "api_connectedapps_v1_connected_apps_clients_Delete": client.connected_apps().clients().delete(sample.path("client_id")),
    "api_connectedapps_v1_connected_apps_clients_Get": client.connected_apps().clients().get(sample.path("client_id")),
    "api_connectedapps_v1_connected_apps_clients_Search": client.connected_apps().clients().search(sample.body()),
    "api_connectedapps_v1_connected_apps_clients_Update": client.connected_apps().clients().update(sample.path("client_id"), sample.body()),
    "api_connectedapps_v1_connected_apps_clients_secrets_Rotate": client.connected_apps().clients().secrets().rotate(sample.path("client_id")),
    "api_connectedapps_v1_connected_apps_clients_secrets_RotateCancel":
        client.connected_apps().clients().secrets().rotate_cancel(sample.path("client_id")),
    "api_connectedapps_v1_connected_apps_clients_secrets_RotateStart": client.connected_apps().clients().secrets().rotate_start(sample.path("client_id")),
    "api_m2m_v1_m2m_clients_Create": client.m2m().clients().create(sample.body()),
    "api_m2m_v1_m2m_clients_Delete": client.m2m().clients().delete(sample.path("client_id")),
    "api_m2m_v1_m2m_clients_Get": client.m2m().clients().get(sample.path("client_id")),
    "api_m2m_v1_m2m_clients_Search": client.m2m().clients().search(sample.body()),
    "api_m2m_v1_m2m_clients_Update": client.m2m().clients().update(sample.path("client_id"), sample.body()),
    "api_m2m_v1_m2m_clients_secrets_Rotate": client.m2m().clients().secrets().rotate(sample.path("client_id")),
    "api_m2m_v1_m2m_clients_secrets_RotateCancel":
        client.m2m().clients().secrets().rotate_cancel(sample.path("client_id")),
    "api_m2m_v1_m2m_clients_secrets_RotateStart": client.m2m().clients().secrets().rotate_start(sample.path("client_id")),
    "public_oauth2_Token": client.m2m().token(sample.body()),
    "public_oauth2_Introspect": client.idp().introspect_token(sample.body()),
    "api_debug_v1_Whoami": client.debug().whoami(),
    "api_project_v1_Metrics": client.project().metrics(),
};
