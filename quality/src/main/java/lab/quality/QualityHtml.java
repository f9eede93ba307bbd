package lab.quality;

import java.util.Locale;
import java.util.stream.Collectors;
import lab.quality.QualityReport.Found;
import lab.servicekit.page.PageStyle;

/** A report as one page that needs nothing beside itself: no network, no script, no other file. */
public final class QualityHtml {
    private final QualityReport report;
    private final StringBuilder page = new StringBuilder(1 << 14);

    public QualityHtml(QualityReport report) {
        this.report = report;
    }

    public String page() {
        page.append(PageStyle.head("Quality of the data"));
        add("<h1>Quality of the data</h1>");
        add(
                "<p class=\"sub\">%s to %s by event time · looked at %s</p>",
                report.from().map(Object::toString).orElse("the beginning"),
                report.to().map(Object::toString).orElse("now"),
                report.checkedAt());
        add(
                "<div class=\"verdict %s\"><p>%s</p></div>",
                report.sound() ? "skilled" : "lost",
                PageStyle.escaped(QualityText.verdict(report)));
        if (!report.notes().isEmpty()) {
            add("<div class=\"caveat\">");
            report.notes().forEach(it -> add("<p>%s</p>", PageStyle.escaped(it)));
            add("</div>");
        }
        findings();
        rules();
        tables();
        page.append(PageStyle.FOOT);
        return page.toString();
    }

    private void add(String format, Object... arguments) {
        page.append(String.format(Locale.ROOT, format, arguments));
    }

    private void findings() {
        if (report.findings().isEmpty()) {
            return;
        }
        add(
                "<h2>Findings</h2><div class=\"panel\"><table><tr><th>Window (UTC)</th><th>Severity</th>"
                        + "<th>Rule</th><th>Where</th><th>Count</th><th>What</th></tr>");
        report.findings().forEach(this::row);
        add("</table></div>");
        if (report.findingsTotal() > report.findings().size()) {
            add(
                    "<p class=\"sub\">and %,d more</p>",
                    report.findingsTotal() - report.findings().size());
        }
    }

    private void row(Found found) {
        add(
                "<tr><td>%s</td><td class=\"%s\">%s</td><td>%s</td><td>%s</td><td>%,d</td><td>%s<br>"
                        + "<small>%s</small></td></tr>",
                QualityText.window(found),
                found.severity() == Severity.ERROR ? "down" : "",
                found.severity().word(),
                found.rule(),
                PageStyle.escaped(QualityText.where(found)),
                found.count(),
                PageStyle.escaped(found.what()),
                found.examples().stream()
                        .map(PageStyle::escaped)
                        .collect(Collectors.joining("<br>")));
    }

    private void rules() {
        add(
                "<h2>Rules</h2><div class=\"panel\"><table><tr><th>Rule</th><th>Severity</th>"
                        + "<th>What should be</th><th>Findings</th></tr>");
        report.rules()
                .forEach(it ->
                        add(
                                "<tr><td>%s</td><td>%s</td><td>%s</td><td class=\"%s\">%d</td></tr>",
                                it.rule(),
                                it.severity().word(),
                                PageStyle.escaped(it.wanted()),
                                it.findings() == 0 ? "up" : "down",
                                it.findings()));
        add("</table></div>");
    }

    private void tables() {
        add(
                "<h2>Tables</h2><div class=\"panel\"><table><tr><th>Table</th><th>Rows</th>"
                        + "<th>Snapshot</th></tr>");
        report.tables()
                .forEach(it ->
                        add(
                                "<tr><td>%s</td><td>%,d</td><td>%s</td></tr>",
                                PageStyle.escaped(it.table()),
                                it.rows(),
                                PageStyle.escaped(it.snapshot())));
        add("</table></div>");
    }
}
