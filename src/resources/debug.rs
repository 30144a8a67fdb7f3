//! `client.debug()`.

use crate::call::Call;
use crate::raw;
use crate::resources::handle::handle;
use crate::types::DebugWhoamiResponse;

handle! {
    /// What the API knows of the caller.
    Debug
}

impl Debug<'_> {
    /// Names the project that the credentials belong to.
    ///
    /// A first call, to see whether they are right.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// let project = client.debug().whoami().await?;
    /// println!("{} ({})", project.name, project.project_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs>
    pub fn whoami(&self) -> Call<DebugWhoamiResponse> {
        Call::new(self.client, raw::debug_whoami())
    }
}
