package lab.flink.sql.job;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is to become of the jobs that had read what the bus has lost.
 *
 * @param accepted whether they go on without it; else they are not started
 * @param lost what is known to be lost
 */
public record OnBusLoss(boolean accepted, List<LostMessages> lost) {
    public static final OnBusLoss NOTHING_LOST = new OnBusLoss(false, List.of());

    /** What a person can do, in the words of a message. */
    public static final String WHAT_TO_DO =
            "start with ./lab up --on-bus-loss accept to go on without them, or run "
                    + Mend.DERIVED
                    + " to build the tables anew from what bus and cold tier hold";

    private static final Pattern PLACE = Pattern.compile("partition:(\\d+),offset:(\\d+)");

    public OnBusLoss {
        lost = List.copyOf(lost);
    }

    /** All of it in one line, for a person. */
    public static String line(List<LostMessages> lost) {
        return "the bus has lost messages that were read already: "
                + lost.stream().map(LostMessages::toString).collect(Collectors.joining(", "));
    }

    /**
     * Places to begin at, as {@code hot.trades.offsets} and {@code partition:0,offset:42;…} say
     * them, none of them behind a loss: what comes next has the offsets of what is lost.
     */
    public Map<String, String> before(Map<String, String> offsets) {
        Map<String, String> before = new HashMap<>(offsets);
        before.replaceAll((name, places) ->
                PLACE.matcher(places)
                        .replaceAll(place ->
                                "partition:%s,offset:%d"
                                        .formatted(
                                                place.group(1),
                                                before(
                                                        name,
                                                        Integer.parseInt(place.group(1)),
                                                        Long.parseLong(place.group(2))))));
        return before;
    }

    private long before(String name, int partition, long offset) {
        return lost.stream()
                .filter(each ->
                        name.endsWith("." + each.topic() + ".offsets")
                                && each.partition() == partition)
                .mapToLong(LostMessages::from)
                .reduce(offset, Math::min);
    }

    private List<LostMessages> of(LabJob job) {
        return lost.stream().filter(each -> each.jobs().contains(job.jobName())).toList();
    }

    /**
     * How a job reads: on from what is there, or not at all.
     *
     * @throws JobRefusedException if a person has to decide first
     */
    public DataLoss decide(LabJob job) {
        List<LostMessages> own = of(job);
        if (own.isEmpty()) {
            return DataLoss.FAIL;
        }
        if (accepted) {
            return DataLoss.WARN;
        }
        throw new JobRefusedException(
                "job %s: %s; %s".formatted(job.jobName(), line(own), WHAT_TO_DO));
    }

    /** What a job does when the bus lacks what it must read next. */
    public enum DataLoss {
        FAIL("fail"),
        WARN("warn");

        private final String option;

        DataLoss(String option) {
            this.option = option;
        }

        /** In the words of the connector. */
        public String option() {
            return option;
        }
    }
}
