//! The KPIs as CSV, for spreadsheets: one line for each value.

use super::RunReport;

pub(crate) fn render(report: &RunReport) -> String {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let header = ["equipment", "product", "kpi", "value", "unit"];
    let lines = report.values.iter().map(|value| {
        let (equipment, product) = report.names(value);
        [
            equipment.unwrap_or_default(),
            product.unwrap_or_default(),
            value.kpi.to_owned(),
            value.value.to_string(),
            value.unit.to_owned(),
        ]
    });
    // Writing into memory cannot fail.
    writer.write_record(header).expect("memory takes everything");
    for line in lines {
        writer.write_record(line).expect("memory takes everything");
    }
    String::from_utf8(writer.into_inner().expect("memory takes everything"))
        .expect("texts are UTF-8")
}
