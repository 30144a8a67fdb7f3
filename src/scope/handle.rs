//! What every handle of a scope is: a reference to it, beside the handle of the facade that it stands for.

/// A handle on one area of the API, within a scope.
macro_rules! scoped {
    ($(#[$documentation:meta])* $name:ident => |$client:ident| $facade:expr => $of:ident) => {
        $crate::scope::handle::scoped! { $(#[$documentation])* $name }

        impl<'s> $name<'s> {
            fn facade(&self) -> $of<'s> {
                let $client = self.scope.client();
                $facade
            }
        }
    };
    ($(#[$documentation:meta])* $name:ident) => {
        $(#[$documentation])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name<'s> {
            scope: &'s $crate::scope::MemberScope,
        }

        impl<'s> $name<'s> {
            pub(super) fn new(scope: &'s $crate::scope::MemberScope) -> Self {
                Self { scope }
            }
        }
    };
}

pub(super) use scoped;
