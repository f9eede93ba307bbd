package lab.backtest.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import lab.servicekit.page.PageStyle;

/** Lines over time as SVG that stands in a page. */
final class LineChart {
    private static final int WIDTH = 1100;
    private static final int LEFT = 70;
    private static final int RIGHT = 12;
    private static final int TOP = 10;
    private static final int BOTTOM = 24;
    private static final int TICKS_WANTED = 5;
    private static final int TIMES_SHOWN = 8;
    private static final long DAYS_BY_DATE = 4 * 86_400L;
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private final String title;
    private final int height;
    private final DoubleFunction<String> label;
    private final List<Line> lines = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();

    LineChart(String title, int height, DoubleFunction<String> label) {
        this.title = title;
        this.height = height;
        this.label = label;
    }

    /** A point of a line. */
    record Point(Instant time, double value) {}

    private record Line(String look, boolean isArea, List<Point> points) {}

    private record Mark(Point at, boolean isBuy, String told) {}

    LineChart line(String look, List<Point> points) {
        lines.add(new Line(look, false, points));
        return this;
    }

    /** A line whose distance from zero is filled. */
    LineChart area(String look, List<Point> points) {
        lines.add(new Line(look, true, points));
        return this;
    }

    LineChart mark(Instant time, double value, boolean isBuy, String told) {
        marks.add(new Mark(new Point(time, value), isBuy, told));
        return this;
    }

    String svg() {
        var scale = new Scale();
        var svg = new StringBuilder(1 << 14);
        svg.append(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">"
                        .formatted(WIDTH, height, PageStyle.escaped(title)));
        for (double tick = scale.firstTick; tick <= scale.high; tick += scale.step) {
            double y = scale.y(tick);
            svg.append(
                    format(
                            "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
                            LEFT, WIDTH - RIGHT, y, y));
            svg.append(
                    format(
                            "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                            LEFT - 8, y + 4, label.apply(tick)));
        }
        times(scale, svg);
        for (Line line : lines) {
            String path = path(line.points(), scale);
            if (line.isArea()) {
                svg.append(
                        format(
                                "<path class=\"area\" d=\"%sL%.1f %.1fL%.1f %.1fZ\"/>",
                                path,
                                scale.x(line.points().getLast().time()),
                                scale.y(0),
                                scale.x(line.points().getFirst().time()),
                                scale.y(0)));
            }
            svg.append("<path class=\"%s\" d=\"%s\"/>".formatted(line.look(), path));
        }
        marks.forEach(mark -> svg.append(mark(mark, scale)));
        return svg.append("</svg>").toString();
    }

    private static String path(List<Point> points, Scale scale) {
        var path = new StringBuilder(points.size() * 12);
        for (Point point : points) {
            path.append(
                    format(
                            "%s%.1f %.1f",
                            path.isEmpty() ? "M" : "L",
                            scale.x(point.time()),
                            scale.y(point.value())));
        }
        return path.toString();
    }

    /** A buy points up from below the price, a sale down from above. */
    private static String mark(Mark mark, Scale scale) {
        double x = scale.x(mark.at().time());
        double y = scale.y(mark.at().value());
        double away = mark.isBuy() ? 9 : -9;
        return format(
                "<path class=\"%s\" stroke=\"none\" d=\"M%.1f %.1fl4 %.1fl-8 0Z\"><title>%s</title></path>",
                mark.isBuy() ? "buy" : "sell",
                x,
                y + Math.signum(away) * 2,
                away,
                PageStyle.escaped(mark.told()));
    }

    private void times(Scale scale, StringBuilder svg) {
        boolean isLong = scale.to - scale.from >= DAYS_BY_DATE;
        for (int i = 0; i <= TIMES_SHOWN; i++) {
            Instant time =
                    Instant.ofEpochSecond(scale.from + (scale.to - scale.from) * i / TIMES_SHOWN);
            String anchor = i == 0 ? "start" : i == TIMES_SHOWN ? "end" : "middle";
            svg.append(
                    format(
                            "<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>",
                            scale.x(time),
                            height - 6,
                            anchor,
                            (isLong ? DATE : HOUR).format(time)));
        }
    }

    /** Without the locale's comma, which SVG does not read. */
    private static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }

    /** From time and value to places in the picture. */
    private final class Scale {
        private final long from;
        private final long to;
        private final double low;
        private final double high;
        private final double step;
        private final double firstTick;

        Scale() {
            long first = Long.MAX_VALUE;
            long last = Long.MIN_VALUE;
            double lowest = Double.POSITIVE_INFINITY;
            double highest = Double.NEGATIVE_INFINITY;
            for (Line line : lines) {
                for (Point point : line.points()) {
                    first = Math.min(first, point.time().getEpochSecond());
                    last = Math.max(last, point.time().getEpochSecond());
                    lowest = Math.min(lowest, point.value());
                    highest = Math.max(highest, point.value());
                }
            }
            double room =
                    highest > lowest ? (highest - lowest) * 0.04 : Math.max(1e-9, highest / 50);
            boolean isBelowZero = highest <= 0;
            this.from = first;
            this.to = Math.max(first + 1, last);
            this.low = lowest - room;
            this.high = isBelowZero ? 0 : highest + room;
            this.step = niceStep((high - low) / TICKS_WANTED);
            this.firstTick = Math.ceil(low / step) * step;
        }

        double x(Instant time) {
            double part = (double) (time.getEpochSecond() - from) / (to - from);
            return LEFT + part * (WIDTH - LEFT - RIGHT);
        }

        double y(double value) {
            return TOP + (high - value) / (high - low) * (height - TOP - BOTTOM);
        }

        private static double niceStep(double about) {
            double power = Math.pow(10, Math.floor(Math.log10(about)));
            double part = about / power;
            return power * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
        }
    }
}
