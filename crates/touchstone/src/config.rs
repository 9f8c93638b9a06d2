//! The configuration: flags, then environment, then file, then defaults.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use serde::Deserialize;

/// The key file in the data folder.
const KEY_FILE: &str = "touchstone.key";

/// Options that every command understands.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Configuration file (TOML); every key can also be given as a flag or a variable.
    #[arg(long, env = "TOUCHSTONE_CONFIG", global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Folder for the embedded database.
    #[arg(long, env = "TOUCHSTONE_DATA", global = true, value_name = "FOLDER")]
    pub data: Option<PathBuf>,
    /// Address and port to listen on.
    #[arg(long, env = "TOUCHSTONE_LISTEN", global = true, value_name = "ADDRESS")]
    pub listen: Option<SocketAddr>,
    /// PostgreSQL to use instead of the embedded database, as `postgres://user:password@host/name`.
    #[arg(long, env = "TOUCHSTONE_DATABASE", global = true, value_name = "URL", hide_env_values = true)]
    pub database: Option<String>,
    /// File with the keys of the secrets in the database; `touchstone.key` in the data folder if not said.
    #[arg(long, env = "TOUCHSTONE_KEY_FILE", global = true, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
    /// Address under which customers reach this server.
    #[arg(long, env = "TOUCHSTONE_PUBLIC_URL", global = true, value_name = "URL")]
    pub public_url: Option<String>,
    /// A proxy of yours stands before the server and appends the client's address to `X-Forwarded-For`.
    #[arg(long, env = "TOUCHSTONE_BEHIND_PROXY", global = true, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    pub behind_proxy: Option<bool>,
    /// What to log, such as `info` or `touchstone_engine=debug`.
    #[arg(long, env = "TOUCHSTONE_LOG", global = true, value_name = "FILTER")]
    pub log: Option<String>,
}

/// The file's keys; an unknown key is an error, since it is most often a typing mistake.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    data: Option<PathBuf>,
    listen: Option<SocketAddr>,
    database: Option<String>,
    key_file: Option<PathBuf>,
    public_url: Option<String>,
    behind_proxy: Option<bool>,
    log: Option<String>,
}

/// The configuration in force.
#[derive(Debug, Clone)]
pub struct Config {
    /// Folder for the embedded database.
    pub data: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// PostgreSQL, or none for the embedded database.
    pub database: Option<String>,
    /// The keys of the secrets in the database.
    pub key_file: PathBuf,
    /// How customers reach this server.
    pub public_url: String,
    /// Whether the last address of `X-Forwarded-For` is the client's.
    pub behind_proxy: bool,
    /// The log filter.
    pub log: String,
}

impl Config {
    /// Reads and checks everything.
    pub fn load(options: &Options) -> anyhow::Result<Self> {
        let file = match &options.config {
            Some(path) => read(path)?,
            None => File::default(),
        };
        let listen = options.listen.or(file.listen).unwrap_or(SocketAddr::from(([127, 0, 0, 1], 8080)));
        let data = options.data.clone().or(file.data).unwrap_or_else(|| PathBuf::from("touchstone-data"));
        let key_file = options.key_file.clone().or(file.key_file);
        let config = Self {
            key_file: key_file.unwrap_or_else(|| data.join(KEY_FILE)),
            data,
            listen,
            database: options.database.clone().or(file.database),
            public_url: options
                .public_url
                .clone()
                .or(file.public_url)
                .unwrap_or_else(|| format!("http://{listen}"))
                .trim_end_matches('/')
                .to_owned(),
            behind_proxy: options.behind_proxy.or(file.behind_proxy).unwrap_or(false),
            log: options.log.clone().or(file.log).unwrap_or_else(|| "info".to_owned()),
        };
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> anyhow::Result<()> {
        if !self.public_url.starts_with("http://") && !self.public_url.starts_with("https://") {
            bail!("public_url: use http:// or https:// and the host, for example https://cx.example.com");
        }
        if let Some(url) = &self.database
            && !url.starts_with("postgres://")
            && !url.starts_with("postgresql://")
        {
            bail!(
                "database: use postgres://user:password@host/name, or leave it out for the embedded database"
            );
        }
        Ok(())
    }

    /// The configuration as TOML, without the database's password.
    pub fn to_toml(&self) -> String {
        let mut lines = vec![
            format!("data = {:?}", self.data.display().to_string()),
            format!("listen = {:?}", self.listen.to_string()),
            format!("key_file = {:?}", self.key_file.display().to_string()),
            format!("public_url = {:?}", self.public_url),
            format!("behind_proxy = {}", self.behind_proxy),
            format!("log = {:?}", self.log),
        ];
        if let Some(url) = &self.database {
            lines.push(format!("database = {:?}", without_password(url)));
        }
        lines.join("\n")
    }
}

fn read(path: &Path) -> anyhow::Result<File> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    toml::from_str(&text).with_context(|| format!("{} is not a valid configuration", path.display()))
}

fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    match rest.rsplit_once('@') {
        Some((login, place)) => {
            let user = login.split_once(':').map_or(login, |(user, _)| user);
            format!("{scheme}://{user}:…@{place}")
        }
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_not_printed() {
        assert_eq!(without_password("postgres://ann:p@ss@db/cx"), "postgres://ann:…@db/cx");
        assert_eq!(without_password("postgres://db/cx"), "postgres://db/cx");
    }

    #[test]
    fn an_unknown_key_is_an_error() {
        let error = toml::from_str::<File>("listn = \"127.0.0.1:1\"").expect_err("a typing mistake");
        assert!(error.to_string().contains("listn"), "{error}");
    }
}
