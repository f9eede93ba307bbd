package lab.launcher.course;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** What has to hold of the numbers that a lab served at its end, in Prometheus' format. */
final class NumbersCheck {
    private NumbersCheck() {}

    static List<Proof> of(String served) {
        return List.of(
                at(
                        served,
                        "lab_poller_trades_total",
                        ".*",
                        "the feed has counted trades",
                        1,
                        Double.MAX_VALUE),
                at(
                        served,
                        "lab_pipeline_job_running",
                        ".*job_name=\"hot\".*",
                        "the hot job runs",
                        1,
                        1),
                at(
                        served,
                        "lab_pipeline_job_running",
                        ".*job_name=\"warm\".*",
                        "the warm job runs",
                        1,
                        1),
                at(
                        served,
                        "lab_pipeline_job_running",
                        ".*job_name=\"cold\".*",
                        "the cold job runs",
                        1,
                        1),
                at(
                        served,
                        "lab_pipeline_job_lag_messages",
                        ".*job_name=\"cold\".*",
                        "the cold job has read all of the bus",
                        0,
                        0),
                at(
                        served,
                        "lab_pipeline_tier_rows",
                        ".*tier=\"cold\".*",
                        "the cold tier has rows",
                        1,
                        Double.MAX_VALUE),
                at(
                        served,
                        "lab_pipeline_dead_letters_messages",
                        ".*",
                        "nothing was unreadable",
                        0,
                        0));
    }

    private static Proof at(
            String served, String name, String labels, String says, double least, double most) {
        var series = Pattern.compile("(?m)^%s(?:\\{(%s)})? (\\S+)$".formatted(name, labels));
        OptionalDouble value =
                series.matcher(served)
                        .results()
                        .mapToDouble(found -> Double.parseDouble(found.group(2)))
                        .findFirst();
        if (value.isEmpty()) {
            return Proof.of(says, Optional.of(name + " is not served"));
        }
        boolean isSo = value.getAsDouble() >= least && value.getAsDouble() <= most;
        return Proof.holds(says, isSo, "%s is %s".formatted(name, value.getAsDouble()));
    }
}
