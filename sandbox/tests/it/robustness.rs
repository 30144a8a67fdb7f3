//! What no client should send.

use crate::support::{Caller, TestResult};
use std::time::Duration;
use stytch_b2b_sandbox::Sandbox;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const POLICY: &str = "/v1/b2b/rbac/policy";

#[tokio::test]
async fn malformed_http_is_refused_and_others_are_served() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let caller = Caller::new(&sandbox);
    let long = format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(1024 * 1024));
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(1000));
    let malformed: [&[u8]; 8] = [
        b"nonsense\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /v1/b2b/organizations HTTP/1.1\r\nhost: x\r\ncontent-length: ten\r\n\r\n",
        b"POST /v1/b2b/organizations HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"GET /%zz%ff/..\\ HTTP/1.1\r\nhost: x\r\nauthorization: Basic \xff\xff\r\n\r\n",
        long.as_bytes(),
        many.as_bytes(),
    ];
    for bytes in malformed {
        let mut stream = TcpStream::connect(sandbox.address()).await?;
        // The server may close before it has read everything.
        let _ = stream.write_all(bytes).await;
        let _ = stream.shutdown().await;
        let mut answer = Vec::new();
        let read = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut answer)).await;
        assert!(read.is_ok(), "the connection is still open");
        let text = String::from_utf8_lossy(&answer);
        assert!(text.is_empty() || text.starts_with("HTTP/1.1 4"), "{text}");
        assert_eq!(caller.get(POLICY).await?.0, 200);
    }
    Ok(())
}

#[tokio::test]
async fn a_body_of_100_mebibytes_is_not_taken_in() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let caller = Caller::new(&sandbox);
    let size = 100 * 1024 * 1024;
    let mut stream = TcpStream::connect(sandbox.address()).await?;
    let head = format!("POST /v1/b2b/organizations HTTP/1.1\r\nhost: x\r\ncontent-length: {size}\r\n\r\n");
    stream.write_all(head.as_bytes()).await?;
    let chunk = vec![b'x'; 64 * 1024];
    let mut sent = 0;
    while sent < size && stream.write_all(&chunk).await.is_ok() {
        sent += chunk.len();
    }
    assert!(sent < 20 * 1024 * 1024, "{sent} bytes were taken in");
    assert_eq!(sandbox.requests()[0].status, Some(401));
    assert_eq!(caller.get(POLICY).await?.0, 200);
    Ok(())
}

#[tokio::test]
async fn a_thousand_idle_connections_keep_nobody_out() -> TestResult {
    let sandbox = Sandbox::builder().start().await?;
    let mut idle = Vec::new();
    for _ in 0..1000 {
        idle.push(TcpStream::connect(sandbox.address()).await?);
    }
    assert_eq!(Caller::new(&sandbox).get(POLICY).await?.0, 200);
    Ok(())
}
