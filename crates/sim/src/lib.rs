//! Simulated worlds, load and tidy tests: for tests, `demo` and `bench`, never a part of a server.
