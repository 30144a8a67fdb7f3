//! Every page of a list: as whole responses or item by item, one page ahead of the reader.

use std::collections::HashSet;
use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures::stream::{self, BoxStream, Stream, StreamExt, TryStreamExt};
use serde::de::DeserializeOwned;
use tokio::task::JoinSet;
use tracing::Instrument;
use tracing::instrument::WithSubscriber;

use super::Call;
use super::parameters::sealed::Parameters;
use crate::error::{Error, Outcome, Progress, RepeatedCursor, TransportError, TransportKind};
use crate::transport;

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
    use std::collections::HashSet;

    use super::{Page as _, Parameters};

    pub trait Page {}

    pub trait Paginated: Parameters + Clone + Send + Sync + 'static {
        type Page: super::Page;

        /// The largest page that the API makes, which is what streams ask for.
        const MAX_PAGE: u32 = 1000;

        fn cursor(&mut self) -> &mut Option<String>;
        fn limit(&mut self) -> &mut Option<u32>;

        /// Goes on to the page after this one. `seen` has the cursors of all pages so far.
        fn turn(&mut self, page: &Self::Page, seen: &mut HashSet<String>) -> Turn {
            let Some(cursor) = page.next_cursor().filter(|cursor| !cursor.is_empty()) else { return Turn::End };
            if !seen.insert(cursor.to_owned()) {
                return Turn::Repeats(CURSOR);
            }
            *self.cursor() = Some(cursor.to_owned());
            Turn::Next
        }
    }

    /// What comes after a page.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub enum Turn {
        Next,
        End,
        /// The list would never end: what of it came again.
        Repeats(&'static str),
    }

    /// A cursor came again.
    pub const CURSOR: &str = "came back to an earlier cursor";
}

impl<P: sealed::Paginated> Call<P::Page, P> {
    /// Every page from here on, as whole responses.
    ///
    /// Nothing is fetched before the stream is polled. The next page is fetched while the caller works on the current one,
    /// one page ahead and never more. Pages have 1000 items, the most that the API allows, unless a limit is set.
    ///
    /// A timeout and a retry policy of the call hold for each page. Unless set, a page has 90 seconds, so that it can wait
    /// for the next minute when the API's rate limit is reached.
    ///
    /// # Errors
    ///
    /// The stream ends after its first error. A cursor that comes a second time is one, [`Error::RepeatedCursor`], since
    /// the stream would never end.
    pub fn pages(mut self) -> Pages<P::Page> {
        self.parameters.limit().get_or_insert(P::MAX_PAGE);
        self.options.timeout.get_or_insert(self.settings.timeouts.page);
        let seen = self.parameters.cursor().iter().cloned().collect();
        let walk = Walk { call: self, seen, next: Next::Unasked };
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
    /// Of the next page.
    call: Call<P::Page, P>,
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
            Next::Asked(mut task) => task.join_next().await?.unwrap_or_else(|failure| Err(self.lost(failure))),
            Next::Refused(error) => Err(error),
            Next::Unasked | Next::End => return None,
        };
        if let Ok(page) = &page {
            self.go_on(page);
        }
        Some((page, self))
    }

    fn ask(&mut self) {
        if let Err(error) = transport::in_runtime(self.call.request.operation.path) {
            self.next = Next::Refused(error);
            return;
        }
        let mut task = JoinSet::new();
        task.spawn(self.call.clone().into_future().in_current_span().with_current_subscriber());
        self.next = Next::Asked(task);
    }

    fn go_on(&mut self, page: &P::Page) {
        match self.call.parameters.turn(page, &mut self.seen) {
            sealed::Turn::Next => self.ask(),
            sealed::Turn::End => {}
            sealed::Turn::Repeats(what) => {
                let progress = Progress { status: Some(200), ..self.asked_for() };
                self.next = Next::Refused(Error::RepeatedCursor(Box::new(RepeatedCursor { what, progress })));
            }
        }
    }

    /// The runtime ended the task, or the task panicked, in which case the panic goes on here.
    fn lost(&self, failure: tokio::task::JoinError) -> Error {
        if failure.is_panic() {
            std::panic::resume_unwind(failure.into_panic());
        }
        let (kind, reason) = (TransportKind::Shutdown, "the runtime is shutting down".to_owned());
        Error::Transport(Box::new(TransportError { kind, reason, source: None, progress: self.asked_for() }))
    }

    /// Of a page that was asked for. Lists only read.
    fn asked_for(&self) -> Progress {
        Progress { attempts: 1, outcome: Outcome::Unknown, ..Progress::not_sent(self.call.request.operation.path) }
    }
}
