package lab.benchmarks.measure;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import lab.servicekit.http.Json;

/** What is printed. */
public final class Report {
    private static final String LINE = "%-8s %-44s %12s %25s %-8s %s%n";
    private static final double WHOLE_FROM = 100;

    private Report() {}

    public static void head(
            PrintWriter out, Machine machine, List<Benchmark> benchmarks, Size size) {
        out.printf("machine  %s%n%n", machine.shown());
        for (Benchmark benchmark : benchmarks) {
            out.printf("%-8s %s%n", benchmark.name(), benchmark.method(size));
        }
        out.printf("%n" + LINE, "", "what", "median", "(min - max)", "unit", "ratio");
    }

    public static void line(PrintWriter out, Line line) {
        Spread spread = line.spread();
        String range =
                spread.runs() == 1
                        ? "1 run"
                        : "(%s - %s)".formatted(number(spread.min()), number(spread.max()));
        out.printf(
                LINE,
                line.benchmark(),
                line.what(),
                number(spread.median()),
                range,
                line.unit(),
                remark(line));
        out.flush();
    }

    private static String remark(Line line) {
        String ratio =
                line.ratio().map(it -> "%.2f of %s".formatted(it.value(), it.over())).orElse("");
        String aim = line.aim().map(it -> "(aim %s)".formatted(it)).orElse("");
        return (ratio + " " + aim).strip();
    }

    private static String number(double value) {
        return value >= WHOLE_FROM
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.3f", value);
    }

    public static String json(Machine machine, Map<Benchmark, List<Line>> results, Size size) {
        var methods = new LinkedHashMap<String, String>();
        results.keySet().forEach(it -> methods.put(it.name(), it.method(size)));
        var lines = results.values().stream().flatMap(List::stream).map(Report::object).toList();
        return Json.write(Map.of("machine", machine, "methods", methods, "results", lines));
    }

    private static Map<String, Object> object(Line line) {
        var object = new LinkedHashMap<String, Object>();
        object.put("benchmark", line.benchmark());
        object.put("what", line.what());
        object.put("unit", line.unit());
        object.put("median", line.spread().median());
        object.put("runs", line.spread().sorted());
        line.ratio().ifPresent(ratio -> object.put("ratio", ratio));
        line.aim().ifPresent(aim -> object.put("aim", aim));
        return object;
    }
}
