//! Response headers for hosts: what a page's own policy cannot say, above all that no other site may frame it.

/// Every header and its value, for all paths.
const HEADERS: &[(&str, &str)] = &[
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
         trusted-types casebook-cards casebook-search",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), browsing-topics=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
];

/// `_headers`, which several static hosts read.
pub fn headers() -> String {
    let lines: String = HEADERS.iter().map(|(name, value)| format!("  {name}: {value}\n")).collect();
    format!("/*\n{lines}")
}

/// For inside a `server` block.
pub(super) fn nginx() -> Vec<u8> {
    let mut out = String::from("# Inside the server block of a site. Addresses work with and without .html.\n");
    for (name, value) in HEADERS {
        out.push_str(&format!("add_header {name} \"{value}\" always;\n"));
    }
    out.push_str(
        "charset utf-8;\ncharset_types text/css text/plain text/xml text/csv text/javascript application/javascript application/json;\n",
    );
    out.push_str("server_tokens off;\n");
    out.push_str("gzip on;\ngzip_types text/css text/javascript application/javascript application/json image/svg+xml application/xml;\n");
    out.push_str("error_page 404 /404.html;\nlocation / {\n    try_files $uri $uri.html $uri/index.html =404;\n}\n");
    out.into_bytes()
}

/// For inside a site block.
pub(super) fn caddy() -> Vec<u8> {
    let mut out = String::from("# Inside the block of a site. Addresses work with and without .html.\nheader {\n");
    for (name, value) in HEADERS {
        out.push_str(&format!("    {name} \"{value}\"\n"));
    }
    out.push_str("}\nencode zstd gzip\ntry_files {path} {path}.html {path}/index.html\nfile_server\n");
    out.push_str("handle_errors 404 {\n    rewrite * /404.html\n    file_server\n}\n");
    out.into_bytes()
}
