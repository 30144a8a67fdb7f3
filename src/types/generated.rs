//! What the generator makes of the specification's schemas.

use crate::generated::generated;

generated!("types.rs");
