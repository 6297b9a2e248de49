/** How one provider's servers behave, as its documents have it; written apart from the catalogue, so that one tells of the other's mistakes. */
export interface Manners {
  name: string;
  /** Paths below the fake's origin: the real host, then the real path. */
  authorize?: string;
  token?: string;
  tokenBody?: "form" | "json";
  clientAuth?: "basic" | "post";
  separator?: " " | ",";
  /** What the authorise address must hold, or no refresh token comes. */
  needs?: Record<string, string>;
  pkce?: boolean;
  rotates?: boolean;
  expires?: number;
  /** The answer that carries tokens. */
  answer?(given: Given): object;
  badClient?: Refusal;
  badRefresh?: Refusal;
  account?: { path: string; method?: string; body: object; headers?: Record<string, string> };
  /** Where and how a token is given back. */
  revoke?: { method: string; path: string };
  /** How a request shows its token. */
  shows?: (secret: string) => Record<string, string>;
  fields: Record<string, string>;
  asks: string[];
  expected: { id: string | null; name: string | null; scopes: string[] };
}

export interface Given {
  access: string;
  refresh: string | undefined;
  scopes: string[];
  origin: string;
}

export interface Refusal {
  status: number;
  body: object;
}

const plain =
  (extra: object = {}) =>
  (given: Given): object => ({
    access_token: given.access,
    ...(given.refresh === undefined ? {} : { refresh_token: given.refresh }),
    token_type: "Bearer",
    ...extra,
  });
const invalid = (error: string, status = 400): Refusal => ({ status, body: { error, error_description: "no" } });

export const manners: Manners[] = [
  {
    name: "google",
    authorize: "/accounts.google.com/o/oauth2/v2/auth",
    token: "/oauth2.googleapis.com/token",
    needs: { access_type: "offline", prompt: "consent" },
    pkce: true,
    expires: 3_599,
    answer: (given) => ({ ...plain({ expires_in: 3_599, scope: given.scopes.join(" "), id_token: "a.b.c" })(given) }),
    badClient: invalid("invalid_client", 401),
    badRefresh: invalid("invalid_grant"),
    account: { path: "/openidconnect.googleapis.com/v1/userinfo", body: { sub: "1099", email: "ada@example.com" } },
    revoke: { method: "POST", path: "/oauth2.googleapis.com/revoke" },
    fields: {},
    asks: ["https://www.googleapis.com/auth/spreadsheets"],
    expected: { id: "1099", name: "ada@example.com", scopes: ["openid", "email", "https://www.googleapis.com/auth/spreadsheets"] },
  },
  {
    name: "slack",
    authorize: "/slack.com/oauth/v2/authorize",
    token: "/slack.com/api/oauth.v2.access",
    separator: ",",
    rotates: true,
    expires: 43_200,
    answer: (given) => ({
      ok: true,
      access_token: given.access,
      refresh_token: given.refresh,
      expires_in: 43_200,
      token_type: "bot",
      scope: given.scopes.join(","),
      bot_user_id: "U1",
      app_id: "A1",
      team: { id: "T024", name: "Acme" },
      authed_user: { id: "U2" },
    }),
    badClient: { status: 200, body: { ok: false, error: "bad_client_secret" } },
    badRefresh: { status: 200, body: { ok: false, error: "invalid_refresh_token" } },
    account: { path: "/slack.com/api/auth.test", method: "POST", body: { ok: true, team_id: "T024" } },
    revoke: { method: "POST", path: "/slack.com/api/auth.revoke" },
    fields: {},
    asks: ["channels:read", "chat:write"],
    expected: { id: "T024", name: "Acme", scopes: ["channels:read", "chat:write"] },
  },
  {
    name: "hubspot",
    authorize: "/app.hubspot.com/oauth/authorize",
    token: "/api.hubapi.com/oauth/v1/token",
    expires: 1_800,
    answer: plain({ expires_in: 1_800 }),
    badClient: { status: 400, body: { status: "BAD_CLIENT_SECRET", message: "mismatch" } },
    badRefresh: { status: 400, body: { status: "BAD_REFRESH_TOKEN", message: "missing or invalid refresh token" } },
    account: { path: "/api.hubapi.com/account-info/v3/details", body: { portalId: 62_515, uiDomain: "app.hubspot.com" } },
    fields: {},
    asks: ["crm.objects.contacts.read"],
    expected: { id: "62515", name: "app.hubspot.com", scopes: ["oauth", "crm.objects.contacts.read"] },
  },
  {
    name: "jira",
    authorize: "/auth.atlassian.com/authorize",
    token: "/auth.atlassian.com/oauth/token",
    tokenBody: "json",
    needs: { audience: "api.atlassian.com", prompt: "consent" },
    rotates: true,
    expires: 3_600,
    answer: (given) => plain({ expires_in: 3_600, scope: given.scopes.join(" ") })(given),
    badClient: invalid("access_denied", 401),
    badRefresh: invalid("unauthorized_client", 403),
    account: {
      path: "/api.atlassian.com/oauth/token/accessible-resources",
      body: [{ id: "cloud-7", name: "acme", url: "https://acme.atlassian.net", scopes: [] }],
    },
    fields: {},
    asks: ["read:jira-work"],
    expected: { id: "cloud-7", name: "acme", scopes: ["offline_access", "read:jira-work"] },
  },
  {
    name: "github",
    authorize: "/github.com/login/oauth/authorize",
    token: "/github.com/login/oauth/access_token",
    pkce: true,
    answer: (given) => ({ access_token: given.access, scope: given.scopes.join(","), token_type: "bearer" }),
    badClient: { status: 200, body: { error: "incorrect_client_credentials" } },
    badRefresh: { status: 200, body: { error: "bad_verification_code" } },
    account: { path: "/api.github.com/user", body: { id: 583_231, login: "octocat" }, headers: { accept: "application/vnd.github+json" } },
    revoke: { method: "DELETE", path: "/api.github.com/applications/stoa/token" },
    fields: {},
    asks: ["read:user", "repo"],
    expected: { id: "583231", name: "octocat", scopes: ["read:user", "repo"] },
  },
  {
    name: "microsoft",
    authorize: "/login.microsoftonline.com/contoso.example/oauth2/v2.0/authorize",
    token: "/login.microsoftonline.com/contoso.example/oauth2/v2.0/token",
    pkce: true,
    rotates: true,
    expires: 3_600,
    answer: (given) => plain({ expires_in: "3600", ext_expires_in: 3_600, scope: given.scopes.join(" ") })(given),
    badClient: invalid("invalid_client", 401),
    badRefresh: invalid("invalid_grant"),
    account: { path: "/graph.microsoft.com/v1.0/me", body: { id: "87d3", userPrincipalName: "ada@contoso.example" } },
    fields: { tenant: "contoso.example" },
    asks: ["Mail.Send"],
    expected: { id: "87d3", name: "ada@contoso.example", scopes: ["offline_access", "User.Read", "Mail.Send"] },
  },
  {
    name: "salesforce",
    authorize: "/acme.my.salesforce.com/services/oauth2/authorize",
    token: "/acme.my.salesforce.com/services/oauth2/token",
    pkce: true,
    expires: 7_200,
    answer: (given) => ({
      ...plain({ scope: given.scopes.join(" "), instance_url: `${given.origin}/acme.my.salesforce.com`, issued_at: "1278448384422" })(
        given,
      ),
      id: "https://login.salesforce.com/id/00Dx/005x",
    }),
    badClient: invalid("invalid_client_id"),
    badRefresh: invalid("invalid_grant"),
    account: {
      path: "/acme.my.salesforce.com/services/oauth2/userinfo",
      body: { organization_id: "00Dx", preferred_username: "ada@acme.example" },
    },
    revoke: { method: "POST", path: "/acme.my.salesforce.com/services/oauth2/revoke" },
    fields: { login_host: "acme.my.salesforce.com" },
    asks: ["api"],
    expected: { id: "00Dx", name: "ada@acme.example", scopes: ["refresh_token", "api"] },
  },
  {
    name: "shopify",
    authorize: "/acme.myshopify.com/admin/oauth/authorize",
    token: "/acme.myshopify.com/admin/oauth/access_token",
    separator: ",",
    answer: (given) => ({ access_token: given.access, scope: given.scopes.join(",") }),
    badClient: invalid("application_cannot_be_found"),
    badRefresh: invalid("invalid_request"),
    account: { path: "/acme.myshopify.com/admin/api/2026-01/shop.json", body: { shop: { id: 690_933, name: "Acme Shop" } } },
    shows: (secret) => ({ "x-shopify-access-token": secret }),
    fields: { shop: "acme.myshopify.com" },
    asks: ["read_products", "read_orders"],
    expected: { id: "690933", name: "Acme Shop", scopes: ["read_products", "read_orders"] },
  },
  {
    name: "notion",
    authorize: "/api.notion.com/v1/oauth/authorize",
    token: "/api.notion.com/v1/oauth/token",
    tokenBody: "json",
    clientAuth: "basic",
    needs: { owner: "user" },
    rotates: true,
    answer: (given) => ({
      access_token: given.access,
      refresh_token: given.refresh,
      token_type: "bearer",
      bot_id: "b1",
      workspace_id: "w-42",
      workspace_name: "Acme",
    }),
    badClient: invalid("invalid_client", 401),
    badRefresh: invalid("invalid_grant"),
    account: { path: "/api.notion.com/v1/users/me", body: { object: "user", id: "b1" }, headers: { "notion-version": "2022-06-28" } },
    revoke: { method: "POST", path: "/api.notion.com/v1/oauth/revoke" },
    fields: {},
    asks: [],
    expected: { id: "w-42", name: "Acme", scopes: [] },
  },
  {
    name: "stripe",
    account: { path: "/api.stripe.com/v1/account", body: { id: "acct_1", settings: { dashboard: { display_name: "Acme" } } } },
    fields: { api_key: "rk_test_51HqTestKeyAcme" },
    asks: [],
    expected: { id: "acct_1", name: "Acme", scopes: [] },
  },
  {
    name: "zendesk",
    account: { path: "/acme.zendesk.com/api/v2/users/me.json", body: { user: { id: 35_436, email: "ada@acme.example" } } },
    shows: (secret) => ({ authorization: `Basic ${Buffer.from(`ada@acme.example/token:${secret}`).toString("base64")}` }),
    fields: { subdomain: "acme", email: "ada@acme.example", api_token: "zd-token-81f3a2" },
    asks: [],
    expected: { id: "35436", name: "ada@acme.example", scopes: [] },
  },
  {
    name: "paypal",
    token: "/api-m.paypal.com/v1/oauth2/token",
    clientAuth: "basic",
    expires: 32_400,
    answer: (given) => ({
      scope: "https://uri.paypal.com/services/invoicing",
      access_token: given.access,
      token_type: "Bearer",
      app_id: "APP-80W2",
      expires_in: 32_400,
    }),
    badClient: invalid("invalid_client", 401),
    fields: { client_id: "stoa", client_secret: "app-secret-5f2a" },
    asks: [],
    expected: { id: "APP-80W2", name: null, scopes: ["https://uri.paypal.com/services/invoicing"] },
  },
];
