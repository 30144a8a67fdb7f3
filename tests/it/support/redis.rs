//! A store of its own for a test.

use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Set where the tests that need a store must run.
const REQUIRED: &str = "REQUIRE_REDIS";

/// A server that keeps nothing on the disk, ended when it is dropped.
pub struct Redis {
    port: u16,
    server: Child,
}

impl Redis {
    /// Nothing where no such server is installed.
    pub fn start() -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let server = ["redis-server", "valkey-server"].into_iter().find_map(|program| spawn(program, port));
        let Some(server) = server else {
            assert!(std::env::var_os(REQUIRED).is_none(), "neither redis-server nor valkey-server is installed");
            // Past what tests print into, so that it is seen.
            writeln!(std::io::stderr(), "not run: what needs redis-server or valkey-server, which are not installed")
                .ok();
            return None;
        };
        let redis = Self { port, server };
        redis.wait();
        Some(redis)
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    pub fn kill(&mut self) {
        self.server.kill().unwrap();
        self.server.wait().unwrap();
    }

    /// Starts it again after it was killed, at the same port and empty.
    pub fn restart(&mut self) {
        self.server = spawn("redis-server", self.port).or_else(|| spawn("valkey-server", self.port)).unwrap();
        self.wait();
    }

    fn wait(&self) {
        for _ in 0..500 {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("the store does not listen");
    }
}

fn spawn(program: &str, port: u16) -> Option<Child> {
    Command::new(program)
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
        .stdout(Stdio::null())
        .spawn()
        .ok()
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
