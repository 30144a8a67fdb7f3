//! [`SessionService`]: the layer around a service.

use std::mem;
use std::task::{Context, Poll};

use futures::future::BoxFuture;
use http::header::SET_COOKIE;
use http::request::Parts;
use http::{Request, Response, StatusCode};
use tower_layer::Layer;
use tower_service::Service;

use super::layer::{SessionLayer, Settings};
use super::member::MemberAuth;
use super::refusal::Refusal;

/// A service whose requests' sessions are checked. Made by a [`SessionLayer`].
#[derive(Clone, Debug)]
pub struct SessionService<S, H = DefaultRefusals> {
    inner: S,
    layer: SessionLayer<H>,
}

impl<S, H: Clone> Layer<S> for SessionLayer<H> {
    type Service = SessionService<S, H>;

    fn layer(&self, inner: S) -> Self::Service {
        SessionService { inner, layer: self.clone() }
    }
}

/// How refused requests are answered: [`DefaultRefusals`], or the function of [`SessionLayer::on_refusal`].
pub trait OnRefusal<R>: Clone + Send + Sync + 'static {
    /// Whether answers depend on the request, so that its head is kept.
    #[doc(hidden)]
    const NEEDS_REQUEST: bool;

    /// The answer.
    fn respond(&self, refusal: &Refusal, request: &Parts) -> Response<R>;
}

/// Answers with a status and its headers, and an empty body.
#[derive(Clone, Copy, Debug)]
pub struct DefaultRefusals;

impl<R: Default> OnRefusal<R> for DefaultRefusals {
    const NEEDS_REQUEST: bool = false;

    fn respond(&self, refusal: &Refusal, _: &Parts) -> Response<R> {
        refusal.response()
    }
}

impl<R, F> OnRefusal<R> for F
where
    F: Fn(&Refusal, &Parts) -> Response<R> + Clone + Send + Sync + 'static,
{
    const NEEDS_REQUEST: bool = true;

    fn respond(&self, refusal: &Refusal, request: &Parts) -> Response<R> {
        self(refusal, request)
    }
}

impl Refusal {
    pub(crate) fn response<R: Default>(&self) -> Response<R> {
        let mut response = Response::new(R::default());
        *response.status_mut() = self.status();
        *response.headers_mut() = self.headers();
        // For the layer, which may answer otherwise.
        response.extensions_mut().insert(self.clone());
        response
    }
}

impl<S, H, B, R> Service<Request<B>> for SessionService<S, H>
where
    S: Service<Request<B>, Response = Response<R>> + Clone + Send + 'static,
    S::Future: Send,
    H: OnRefusal<R>,
    B: Send + 'static,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<Response<R>, S::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // The one that is ready is taken.
        let clone = self.inner.clone();
        let mut inner = mem::replace(&mut self.inner, clone);
        let SessionLayer { settings, on_refusal } = self.layer.clone();
        Box::pin(async move {
            let (mut head, body) = request.into_parts();
            let member = match settings.authenticate(&head).await {
                Ok(member) => Some(member),
                Err(refusal) if settings.optional && refusal.is_absence() => {
                    head.extensions.remove::<MemberAuth>();
                    head.extensions.insert(refusal);
                    None
                }
                Err(refusal) => return Ok(on_refusal.respond(&refusal, &head)),
            };
            if let Some(member) = &member {
                head.extensions.remove::<Refusal>();
                head.extensions.insert(member.clone());
            }
            let kept = H::NEEDS_REQUEST.then(|| head.clone());
            let mut response = inner.call(Request::from_parts(head, body)).await?;
            if let Some((refusal, head)) = response.extensions_mut().remove::<Refusal>().zip(kept) {
                response = on_refusal.respond(&refusal, &head);
            }
            if let Some(member) = member {
                renew(&settings, &member, &mut response);
            }
            Ok(response)
        })
    }
}

/// Sets the JWT cookie anew, where that undoes nothing.
fn renew<R>(settings: &Settings, member: &MemberAuth, response: &mut Response<R>) {
    let Some((cookie, renewed)) = settings.renewed.as_ref().zip(settings.renewal(member)) else { return };
    let refused = matches!(response.status(), StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
    let is_set = response.headers().get_all(SET_COOKIE).iter().any(|set_cookie| cookie.is_set_by(set_cookie));
    if !refused && !is_set {
        renewed.apply(response.headers_mut());
    }
}
