//! Every generated type by its name, with what the tests do with it.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub struct Type {
    pub name: &'static str,
    /// Reads JSON as this type and writes it again.
    pub through: fn(&Value) -> Result<Value, Failure>,
    /// Reads JSON as this type and prints it.
    pub debug: fn(&Value) -> String,
    #[cfg(feature = "schemars")]
    pub schema: fn(&mut schemars::SchemaGenerator) -> schemars::Schema,
}

/// JSON that could not be read.
#[derive(Debug)]
pub struct Failure {
    /// As `member.roles[0].role_id`; `.` for the whole of it.
    pub path: String,
    pub reason: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "at `{}`: {}", self.path, self.reason)
    }
}

macro_rules! types {
    ($($name:ident)*) => {
        /// In the order of their names.
        pub const TYPES: &[Type] = &[$(Type {
            name: stringify!($name),
            through: through::<stytch_b2b::types::$name>,
            debug: |json| format!("{:?}", read::<stytch_b2b::types::$name>(json)),
            #[cfg(feature = "schemars")]
            schema: |generator| generator.subschema_for::<stytch_b2b::types::$name>(),
        }),*];
    };
}

types! {
    ActiveScimConnection ActiveSsoConnection AmazonOAuthFactor AppleOAuthFactor Argon2Config AuthMethod
    AuthenticationFactor AuthenticationFactorDeliveryMethod AuthenticationFactorType AuthenticatorAppFactor
    AuthorizationCheck AuthorizationVerdict BiometricFactor BitbucketOAuthFactor CoinbaseOAuthFactor ConnectedApp
    ConnectedAppClientType ConnectedAppPublic ConnectedAppWithClientSecret ConnectedAppWithNextClientSecret
    ConnectedAppsAllowedType ConnectedAppsClientsCreateRequest ConnectedAppsClientsCreateResponse
    ConnectedAppsClientsDeleteResponse ConnectedAppsClientsGetResponse ConnectedAppsClientsSearchRequest
    ConnectedAppsClientsSearchResponse ConnectedAppsClientsSecretsRotateCancelRequest
    ConnectedAppsClientsSecretsRotateCancelResponse ConnectedAppsClientsSecretsRotateRequest
    ConnectedAppsClientsSecretsRotateResponse ConnectedAppsClientsSecretsRotateStartRequest
    ConnectedAppsClientsSecretsRotateStartResponse ConnectedAppsClientsUpdateRequest
    ConnectedAppsClientsUpdateResponse CryptoWalletFactor CustomRole CustomRolePermission DebugWhoamiResponse
    DeviceAttributeDetails DeviceInfo DiscordOAuthFactor DiscoveredMembership DiscoveredOrganization
    DiscoveryIntermediateSessionsExchangeRequest DiscoveryIntermediateSessionsExchangeResponse
    DiscoveryOrganizationsCreateRequest DiscoveryOrganizationsCreateResponse DiscoveryOrganizationsListRequest
    DiscoveryOrganizationsListResponse EmailFactor EmailImplicitRoleAssignment EmailInvites EmailJitProvisioning
    EmailUpdateDeliveryMethod EmbeddableMagicLinkFactor EncryptionPrivateKey ErrorType ExtendedLocale
    ExternalConnection ExternalConnectionImplicitRoleAssignment ExternalGroupImplicitRoleAssignment
    FacebookOAuthFactor FigmaOAuthFactor GitLabOAuthFactor GithubOAuthExchangeFactor GithubOAuthFactor
    GithubProviderInfo GoogleOAuthExchangeFactor GoogleOAuthFactor HubspotOAuthExchangeFactor HubspotOAuthFactor
    HubspotProviderInfo IdpIntrospectTokenRequest IdpIntrospectTokenResponse IdpOauthAuthorizeRequest
    IdpOauthAuthorizeResponse IdpOauthAuthorizeStartRequest IdpOauthAuthorizeStartResponse IdpScopeResult
    ImpersonatedFactor ImpersonationAuthenticateRequest ImpersonationAuthenticateResponse InstagramOAuthFactor Jwk
    LinkedInOAuthFactor Locale LudsFeedback M2mClient M2mClientStatus M2mClientWithClientSecret
    M2mClientWithNextClientSecret M2mClientsCreateRequest M2mClientsCreateResponse M2mClientsDeleteResponse
    M2mClientsGetResponse M2mClientsSearchRequest M2mClientsSearchResponse M2mClientsSecretsRotateCancelRequest
    M2mClientsSecretsRotateCancelResponse M2mClientsSecretsRotateRequest M2mClientsSecretsRotateResponse
    M2mClientsSecretsRotateStartRequest M2mClientsSecretsRotateStartResponse M2mClientsUpdateRequest
    M2mClientsUpdateResponse M2mTokenRequest M2mTokenResponse MagicLinksAuthenticateRequest
    MagicLinksAuthenticateResponse MagicLinksDiscoveryAuthenticateRequest MagicLinksDiscoveryAuthenticateResponse
    MagicLinksEmailDiscoverySendRequest MagicLinksEmailDiscoverySendResponse MagicLinksEmailInviteRequest
    MagicLinksEmailInviteResponse MagicLinksEmailLoginOrSignupRequest MagicLinksEmailLoginOrSignupResponse Md5Config
    Member MemberConnectedApp MemberRole MemberRoleSource MemberRoleSourceType MemberSession MemberStatus
    MembershipType MethodPolicy MfaEnrollment MfaMemberOptions MfaMethod MfaPolicy MfaRequired MicrosoftOAuthFactor
    OAuthAccessTokenExchangeFactor OAuthProviderValues OAuthRegistration OauthAuthenticateRequest
    OauthAuthenticateResponse OauthDiscoveryAuthenticateRequest OauthDiscoveryAuthenticateResponse
    OauthTenantJitProvisioning OidcConnection OidcProviderInfo OidcSsoFactor Organization OrganizationClaim
    OrganizationConnectedApp OrganizationConnectedAppActiveMember OrganizationsConnectedAppsResponse
    OrganizationsCreateRequest OrganizationsCreateResponse OrganizationsDeleteExternalIdResponse
    OrganizationsDeleteResponse OrganizationsGetConnectedAppResponse OrganizationsGetResponse
    OrganizationsMembersConnectedAppsRevokeRequest OrganizationsMembersConnectedAppsRevokeResponse
    OrganizationsMembersCreateRequest OrganizationsMembersCreateResponse
    OrganizationsMembersDeleteExternalIdResponse OrganizationsMembersDeleteMfaPhoneNumberResponse
    OrganizationsMembersDeletePasswordResponse OrganizationsMembersDeleteResponse
    OrganizationsMembersDeleteTotpResponse OrganizationsMembersGetConnectedAppsResponse
    OrganizationsMembersGetResponse OrganizationsMembersOauthProvidersGithubResponse
    OrganizationsMembersOauthProvidersGoogleResponse OrganizationsMembersOauthProvidersHubspotResponse
    OrganizationsMembersOauthProvidersMicrosoftResponse OrganizationsMembersOauthProvidersSlackResponse
    OrganizationsMembersOidcProvidersResponse OrganizationsMembersReactivateRequest
    OrganizationsMembersReactivateResponse OrganizationsMembersSearchRequest OrganizationsMembersSearchResponse
    OrganizationsMembersStartEmailUpdateRequest OrganizationsMembersStartEmailUpdateResponse
    OrganizationsMembersUnlinkRetiredEmailRequest OrganizationsMembersUnlinkRetiredEmailResponse
    OrganizationsMembersUpdateRequest OrganizationsMembersUpdateResponse OrganizationsMetricsResponse
    OrganizationsSearchRequest OrganizationsSearchResponse OrganizationsUpdateRequest OrganizationsUpdateResponse
    OtpsEmailAuthenticateRequest OtpsEmailAuthenticateResponse OtpsEmailDiscoveryAuthenticateRequest
    OtpsEmailDiscoveryAuthenticateResponse OtpsEmailDiscoverySendRequest OtpsEmailDiscoverySendResponse
    OtpsEmailLoginOrSignupRequest OtpsEmailLoginOrSignupResponse OtpsSmsAuthenticateRequest
    OtpsSmsAuthenticateResponse OtpsSmsSendRequest OtpsSmsSendResponse PasswordHashType PasswordStrengthPolicy
    PasswordsAuthenticateRequest PasswordsAuthenticateResponse PasswordsDiscoveryAuthenticateRequest
    PasswordsDiscoveryAuthenticateResponse PasswordsDiscoveryEmailResetRequest PasswordsDiscoveryEmailResetResponse
    PasswordsDiscoveryEmailResetStartRequest PasswordsDiscoveryEmailResetStartResponse
    PasswordsEmailRequireResetRequest PasswordsEmailRequireResetResponse PasswordsEmailResetRequest
    PasswordsEmailResetResponse PasswordsEmailResetStartRequest PasswordsEmailResetStartResponse
    PasswordsExistingPasswordResetRequest PasswordsExistingPasswordResetResponse PasswordsMigrateRequest
    PasswordsMigrateResponse PasswordsSessionResetRequest PasswordsSessionResetResponse
    PasswordsStrengthCheckRequest PasswordsStrengthCheckResponse Pbkdf2Algorithm Pbkdf2Config PhoneNumberFactor
    PrimaryRequired ProjectMetric ProjectMetricType ProjectMetricsResponse RbacOrgPolicy
    RbacOrganizationsGetOrgPolicyResponse RbacOrganizationsSetOrgPolicyRequest RbacOrganizationsSetOrgPolicyResponse
    RbacPolicy RbacPolicyResource RbacPolicyResponse RbacPolicyRole RbacPolicyRolePermission RbacPolicyScope
    RbacPolicyScopePermission RecoveryCodeFactor RecoveryCodesGetResponse RecoveryCodesRecoverRequest
    RecoveryCodesRecoverResponse RecoveryCodesRotateRequest RecoveryCodesRotateResponse ResultsMetadata RetiredEmail
    SalesforceOAuthFactor SamlConnection SamlConnectionImplicitRoleAssignment SamlGroupImplicitRoleAssignment
    SamlSsoFactor SamlX509Certificate ScimAddress ScimAttributeGroup ScimAttributes ScimConnection
    ScimConnectionCreateRequest ScimConnectionCreateResponse ScimConnectionDeleteResponse
    ScimConnectionGetGroupsResponse ScimConnectionGetResponse ScimConnectionRotateCancelRequest
    ScimConnectionRotateCancelResponse ScimConnectionRotateCompleteRequest ScimConnectionRotateCompleteResponse
    ScimConnectionRotateStartRequest ScimConnectionRotateStartResponse ScimConnectionStatus
    ScimConnectionUpdateRequest ScimConnectionUpdateResponse ScimConnectionWithNextToken ScimConnectionWithToken
    ScimEmail ScimEnterpriseExtension ScimEntitlement ScimGroup ScimGroupImplicitRoleAssignment ScimIdentityProvider
    ScimIm ScimManager ScimName ScimPhoneNumber ScimPhoto ScimRegistration ScimRole ScimX509Certificate ScryptConfig
    SearchOperator SearchQuery SessionsAttestRequest SessionsAttestResponse SessionsAuthenticateRequest
    SessionsAuthenticateResponse SessionsExchangeAccessTokenRequest SessionsExchangeAccessTokenResponse
    SessionsExchangeRequest SessionsExchangeResponse SessionsGetJwksResponse SessionsGetResponse
    SessionsMigrateRequest SessionsMigrateResponse SessionsRevokeRequest SessionsRevokeResponse Sha1Config
    Sha512Config ShopifyOAuthFactor SlackOAuthExchangeFactor SlackOAuthFactor SlackProviderInfo SnapchatOAuthFactor
    SpotifyOAuthFactor SsoAuthenticateRequest SsoAuthenticateResponse SsoConnectionStatus
    SsoDeleteConnectionResponse SsoExternalCreateConnectionRequest SsoExternalCreateConnectionResponse
    SsoExternalUpdateConnectionRequest SsoExternalUpdateConnectionResponse SsoGetConnectionsResponse
    SsoIdentityProvider SsoJitProvisioning SsoOidcCreateConnectionRequest SsoOidcCreateConnectionResponse
    SsoOidcUpdateConnectionRequest SsoOidcUpdateConnectionResponse SsoRegistration SsoSamlCreateConnectionRequest
    SsoSamlCreateConnectionResponse SsoSamlDeleteEncryptionPrivateKeyResponse
    SsoSamlDeleteVerificationCertificateResponse SsoSamlUpdateByUrlRequest SsoSamlUpdateByUrlResponse
    SsoSamlUpdateConnectionRequest SsoSamlUpdateConnectionResponse SteamOAuthFactor TikTokOAuthFactor TokenTypeHint
    TotpsAuthenticateRequest TotpsAuthenticateResponse TotpsCreateRequest TotpsCreateResponse TotpsMigrateRequest
    TotpsMigrateResponse TrustedAuthTokenFactor TwitchOAuthFactor TwitterOAuthFactor WebAuthnFactor YahooOAuthFactor
    ZxcvbnFeedback
}

fn through<T: DeserializeOwned + Serialize>(json: &Value) -> Result<Value, Failure> {
    let value: T = read(json)?;
    Ok(serde_json::to_value(value).expect("every type can be written"))
}

/// Reads from text, as the client does.
fn read<T: DeserializeOwned>(json: &Value) -> Result<T, Failure> {
    let text = json.to_string();
    let deserializer = &mut serde_json::Deserializer::from_str(&text);
    serde_path_to_error::deserialize(deserializer)
        .map_err(|error| Failure { path: error.path().to_string(), reason: error.into_inner().to_string() })
}
