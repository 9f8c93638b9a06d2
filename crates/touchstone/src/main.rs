//! The `touchstone` binary: configuration, commands, wiring and shutdown.
//!
//! Only this crate reads the environment and files, asks the machine for the time and for random
//! numbers, and prints.

mod command;
mod config;
mod key_file;
mod machine;

use clap::{Parser, Subcommand};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Real-time customer experience management in one binary.
#[derive(Debug, Parser)]
#[command(name = "touchstone", version, about, arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    options: config::Options,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Measures a suite on a server of its own.
    Bench(command::bench::Bench),
    /// Runs the server.
    Serve,
    /// Shows the product with a fictional chain: a year of history, and customers who order and answer now.
    Demo(command::demo::Demo),
    /// Brings a file of customers, orders, reviews or units, or a survey, into a running server.
    Import(command::import::Import),
    /// Writes all that a running server keeps about one person, as JSON.
    Export(command::person::Export),
    /// Erases one person from a running server, for good.
    Erase(command::person::Erase),
    /// The keys that secrets in the database are sealed with.
    Key {
        #[command(subcommand)]
        command: command::key::Key,
    },
    /// Members who cannot be helped in the console.
    Member {
        #[command(subcommand)]
        command: command::member::Member,
    },
    /// Checks the configuration and prints it, secrets hidden.
    Config {
        #[command(subcommand)]
        command: command::config::Config,
    },
}

fn main() -> std::process::ExitCode {
    let cli = Cli::parse();
    let outcome = match cli.command {
        Command::Bench(bench) => command::bench::run(cli.options.database.as_ref(), &bench),
        Command::Serve => command::serve::run(&cli.options),
        Command::Demo(demo) => command::demo::run(&cli.options, &demo),
        Command::Import(import) => command::import::run(&import),
        Command::Export(export) => command::person::export(&export),
        Command::Erase(erase) => command::person::erase(&erase),
        Command::Key { command } => command::key::run(&cli.options, &command),
        Command::Member { command } => command::member::run(&cli.options, &command),
        Command::Config { command } => command::config::run(&cli.options, &command),
    };
    match outcome {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            command::complain(&error);
            std::process::ExitCode::FAILURE
        }
    }
}
