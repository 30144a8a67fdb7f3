//! Accepting connections and serving them until told to stop.

use crate::fault::CloseConnection;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown};
use hyper_util::service::TowerToHyperService;
use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::oneshot;
use tokio::task::{AbortHandle, JoinSet};

/// How long a connection may take to send a request's head.
const HEAD_TIMEOUT: Duration = Duration::from_secs(60);
/// How long requests under way may take once the server is told to stop.
const STOP_TIMEOUT: Duration = Duration::from_secs(2);
/// The pause after a connection could not be accepted.
const ACCEPT_PAUSE: Duration = Duration::from_millis(10);
/// How many idle connections make room for new ones at a time.
const ROOM: usize = 64;

/// How many clients may wait to be accepted.
const BACKLOG: u32 = 4096;

/// A connection that is open, or was when it was last looked at.
struct Open {
    task: AbortHandle,
    busy: Arc<AtomicBool>,
}

/// Listens on an address, with room for many clients that connect at once.
pub(crate) fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // As tokio's own bind does: a restarted server need not wait for old connections to be forgotten.
    if cfg!(unix) {
        socket.set_reuseaddr(true)?;
    }
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Serves `router` on `listener` until `stop` fires or its sender is dropped. When this future is dropped, all
/// connections are closed.
pub(crate) async fn serve(listener: TcpListener, router: Router, mut stop: oneshot::Receiver<()>) {
    let graceful = GracefulShutdown::new();
    let mut tasks = JoinSet::new();
    let mut open = VecDeque::new();
    loop {
        tokio::select! {
            _ = &mut stop => break,
            Some(_) = tasks.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let busy = Arc::new(AtomicBool::new(false));
                    let connection = connection(stream, router.clone(), Arc::clone(&busy));
                    let task = tasks.spawn(graceful.watch(connection));
                    open.push_back(Open { task, busy });
                }
                Err(_) => {
                    make_room(&mut open);
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
        }
        if open.len() > 2 * tasks.len() + ROOM {
            open.retain(|connection| !connection.task.is_finished());
        }
    }
    drop(listener);
    let _ = tokio::time::timeout(STOP_TIMEOUT, graceful.shutdown()).await;
}

/// Closes the connections that have been idle longest: as a rule it is for want of file descriptors that one cannot
/// be accepted, and thousands of idle connections must not keep others out.
fn make_room(open: &mut VecDeque<Open>) {
    open.retain(|connection| !connection.task.is_finished());
    let mut closed = 0;
    open.retain(|connection| {
        let close = closed < ROOM && !connection.busy.load(Ordering::Relaxed);
        if close {
            connection.task.abort();
            closed += 1;
        }
        !close
    });
}

fn connection(
    stream: TcpStream,
    router: Router,
    busy: Arc<AtomicBool>,
) -> impl GracefulConnection<Error = hyper::Error> {
    // Small answers must not wait for an acknowledgement; without it they are only slower.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| answer(router.clone(), request, Arc::clone(&busy)));
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .serve_connection(TokioIo::new(stream), service)
}

/// An error makes the HTTP server close the connection without an answer.
async fn answer(router: Router, request: Request<Incoming>, busy: Arc<AtomicBool>) -> io::Result<Response<Body>> {
    busy.store(true, Ordering::Relaxed);
    let answered = TowerToHyperService::new(router).call(request).await;
    busy.store(false, Ordering::Relaxed);
    let response = match answered {
        Ok(response) => response,
        Err(never) => match never {},
    };
    if response.extensions().get::<CloseConnection>().is_some() {
        return Err(io::Error::new(io::ErrorKind::ConnectionAborted, "the sandbox was told to close this connection"));
    }
    Ok(response)
}
