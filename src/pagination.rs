//! Every page of a list: as whole responses or item by item, one page ahead of the reader.

use std::collections::HashSet;
use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures::stream::{self, BoxStream, Stream, StreamExt, TryStreamExt};
use serde::de::DeserializeOwned;
use tokio::task::JoinSet;
use tracing::Instrument;
use tracing::instrument::WithSubscriber;

use crate::error::{DecodeError, Error, Progress, TransportError};
use crate::transport::CallOptions;
use crate::{Call, Client, Outcome};

/// The largest page that the API makes, which is what streams ask for.
pub(crate) const MAX_PAGE: u32 = 1000;

/// A response that is one page of a list.
pub trait Page: sealed::Page + DeserializeOwned + Send + 'static {
    /// What it is a list of.
    type Item: Send + 'static;

    /// The items of this page.
    fn into_items(self) -> Vec<Self::Item>;

    /// Where the next page begins, if there is one.
    fn next_cursor(&self) -> Option<&str>;
}

/// Parameters of a call whose response is a [`Page`].
pub trait Paginated: sealed::Paginated {}

impl<P: sealed::Paginated> Paginated for P {}

pub(crate) mod sealed {
    use crate::{Call, Client};

    pub trait Page {}

    pub trait Paginated: Clone + Send + Sync + Sized + 'static {
        type Page: super::Page;

        fn operation() -> &'static str;
        fn cursor(&mut self) -> &mut Option<String>;
        fn limit(&mut self) -> &mut Option<u32>;
        fn call(self, client: &Client) -> Call<Self::Page, Self>;
    }
}

impl<P: sealed::Paginated> Call<P::Page, P> {
    /// Every page from here on, as whole responses.
    ///
    /// Nothing is fetched before the stream is polled. The next page is fetched while the caller works on the current one,
    /// one page ahead and never more. Pages are as large as the API makes them, 1000 items, unless a limit is set. A timeout
    /// and a retry policy of the call hold for each page.
    ///
    /// # Errors
    ///
    /// The stream ends after its first error. A cursor that comes a second time is one, since it would never end.
    pub fn pages(self) -> Pages<P::Page> {
        let (client, options, mut parameters) = self.into_parts();
        parameters.limit().get_or_insert(MAX_PAGE);
        let seen = parameters.cursor().iter().cloned().collect();
        let walk = Walk { client, options, parameters, seen, next: Next::Unasked };
        Pages { inner: stream::unfold(walk, Walk::step).boxed() }
    }

    /// Every item from here on; otherwise as [`pages`](Self::pages).
    ///
    /// # Errors
    ///
    /// As [`pages`](Self::pages).
    pub fn stream(self) -> Items<<P::Page as Page>::Item> {
        let items = self.pages().map_ok(|page| stream::iter(page.into_items().into_iter().map(Ok)));
        Items { inner: items.try_flatten().boxed() }
    }
}

/// A stream of whole pages, from [`Call::pages`].
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<T> {
    inner: BoxStream<'static, Result<T, Error>>,
}

/// A stream of items, from [`Call::stream`].
#[must_use = "a stream does nothing until it is polled"]
pub struct Items<T> {
    inner: BoxStream<'static, Result<T, Error>>,
}

impl<T> Stream for Pages<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.inner.as_mut().poll_next(context)
    }
}

impl<T> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.inner.as_mut().poll_next(context)
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Pages").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Items").finish_non_exhaustive()
    }
}

/// A walk over the pages of a list.
struct Walk<P: sealed::Paginated> {
    client: Client,
    options: CallOptions,
    /// Of the next page.
    parameters: P,
    /// The cursors of all pages so far.
    seen: HashSet<String>,
    next: Next<P::Page>,
}

enum Next<T> {
    Unasked,
    /// A task of its own, so that the page comes while the caller works; dropping the set ends it.
    Asked(JoinSet<Result<T, Error>>),
    Refused(Error),
    End,
}

impl<P: sealed::Paginated> Walk<P> {
    async fn step(mut self) -> Option<(Result<P::Page, Error>, Self)> {
        if let Next::Unasked = self.next {
            self.ask();
        }
        let page = match std::mem::replace(&mut self.next, Next::End) {
            Next::Asked(mut task) => task.join_next().await?.unwrap_or_else(|failure| Err(lost::<P>(failure))),
            Next::Refused(error) => Err(error),
            Next::Unasked | Next::End => return None,
        };
        if let Ok(page) = &page {
            self.advance(page.next_cursor());
        }
        Some((page, self))
    }

    fn ask(&mut self) {
        let call = self.parameters.clone().call(&self.client).with_options(self.options.clone());
        let mut task = JoinSet::new();
        task.spawn(call.into_future().in_current_span().with_current_subscriber());
        self.next = Next::Asked(task);
    }

    fn advance(&mut self, cursor: Option<&str>) {
        let Some(cursor) = cursor.filter(|cursor| !cursor.is_empty()) else { return };
        if !self.seen.insert(cursor.to_owned()) {
            self.next = Next::Refused(endless::<P>());
            return;
        }
        *self.parameters.cursor() = Some(cursor.to_owned());
        self.ask();
    }
}

fn endless<P: sealed::Paginated>() -> Error {
    Error::Decode(Box::new(DecodeError {
        path: "next_cursor".to_owned(),
        reason: "the cursor has come before, so the list would never end".to_owned(),
        body: Bytes::new(),
        progress: Progress { status: Some(200), ..asked_for::<P>() },
    }))
}

/// The runtime ended the task, or the task panicked, in which case the panic goes on here.
fn lost<P: sealed::Paginated>(failure: tokio::task::JoinError) -> Error {
    if failure.is_panic() {
        std::panic::resume_unwind(failure.into_panic());
    }
    let reason = "the runtime is shutting down";
    Error::Transport(Box::new(TransportError { reason, source: None, progress: asked_for::<P>() }))
}

/// Of a page that was asked for. Lists only read.
fn asked_for<P: sealed::Paginated>() -> Progress {
    Progress { attempts: 1, outcome: Outcome::Unknown, writes: false, ..Progress::not_sent(P::operation()) }
}
