//! `client.project()`.

use crate::call::Call;
use crate::raw;
use crate::resources::handle::handle;
use crate::types::ProjectMetricsResponse;

handle! {
    /// The project that the credentials belong to.
    Project
}

impl Project<'_> {
    /// Counts what the project holds: organizations, members, machine clients.
    ///
    /// ```
    /// # async fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
    /// for metric in client.project().metrics().await?.metrics {
    ///     println!("{}: {}", metric.metric_type, metric.count);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// API reference: <https://stytch.com/docs>
    pub fn metrics(&self) -> Call<ProjectMetricsResponse> {
        Call::new(self.client, raw::project_metrics())
    }
}
