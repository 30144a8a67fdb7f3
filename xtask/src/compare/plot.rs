//! A bar for each client.

use std::fmt::Write as _;

const WIDTH: f64 = 720.0;
const LABEL: f64 = 290.0;
const VALUE: f64 = 80.0;
const BAR: f64 = 22.0;
const STEP: f64 = 32.0;
const TOP: f64 = 44.0;

/// Bars from zero, as an SVG that says the same to who does not see it. Ours are darker.
pub(super) fn bars(title: &str, rows: &[(String, f64, String)]) -> String {
    let most = rows.iter().map(|(_, value, _)| *value).fold(f64::MIN_POSITIVE, f64::max);
    let height = TOP + STEP * rows.len() as f64;
    let said: Vec<String> = rows.iter().map(|(label, _, text)| format!("{label}: {text}")).collect();
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\" font-size=\"13\" role=\"img\">\n\
         <title>{}</title>\n<desc>{}</desc>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
         <text x=\"12\" y=\"24\" font-size=\"15\" font-weight=\"bold\">{}</text>\n",
        escaped(title),
        escaped(&said.join("; ")),
        escaped(title)
    );
    for (number, (label, value, text)) in rows.iter().enumerate() {
        let top = TOP + STEP * number as f64;
        let (middle, length) = (top + 15.0, (WIDTH - LABEL - VALUE) * value / most);
        let color = if label.starts_with("stytch-b2b") { "#1f6f5c" } else { "#9bb0ab" };
        let _ = write!(
            svg,
            "<text x=\"{:.0}\" y=\"{middle:.0}\" text-anchor=\"end\">{}</text>\n\
             <rect x=\"{LABEL}\" y=\"{top:.0}\" width=\"{length:.1}\" height=\"{BAR}\" rx=\"2\" fill=\"{color}\"/>\n\
             <text x=\"{:.1}\" y=\"{middle:.0}\">{}</text>\n",
            LABEL - 10.0,
            escaped(label),
            LABEL + length + 8.0,
            escaped(text)
        );
    }
    svg.push_str("</svg>\n");
    svg
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
