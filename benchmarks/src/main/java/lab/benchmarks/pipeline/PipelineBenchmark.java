package lab.benchmarks.pipeline;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lab.benchmarks.measure.Benchmark;
import lab.benchmarks.measure.Line;
import lab.benchmarks.measure.Size;
import lab.benchmarks.measure.Spread;
import lab.benchmarks.measure.Workspace;
import lab.launcher.directory.Ports;
import lab.launcher.service.LabService;

/**
 * A market through everything that a lab runs, with all strategies, at full speed: a simulated one,
 * and the same replayed out of the cold tier.
 */
public final class PipelineBenchmark implements Benchmark {
    private static final String NAME = "pipeline";
    private static final String EVENTS = "events/s";
    private static final String MICROS = "us";
    private static final String PERCENT = "%";
    private static final String AIM = "31,000";
    private static final String DECISIONS = "lab_consensus_decisions_total";
    private static final String WORKING = "lab_consensus_desk_working_seconds_total";
    private static final String WAITING = "lab_consensus_desk_waiting_seconds_total";
    private static final List<String> WAITS = List.of("market", "clearing", "signals", "broker");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String method(Size size) {
        return ("%,d simulated events of six pairs by ./lab up --speed max, then the same out of"
                        + " the cold tier by ./lab replay --speed max, each in a process of its own"
                        + " with all jobs, services and the six strategies, at most 1,200 s ahead; from"
                        + " the first event to the desk's last decision, and over the second half of"
                        + " the decisions, when most is compiled; what the desk's thread did meanwhile,"
                        + " and the CPU of the whole process")
                .formatted(events(size));
    }

    private static long events(Size size) {
        return 2 * size.rows();
    }

    @Override
    public List<Line> run(Size size, Workspace workspace) throws Exception {
        Path folder = workspace.make(NAME);
        Path data = folder.resolve("data");
        int offset = LabProcess.freeOffset();
        int ownOffset = offset + LabProcess.OWN_PORTS;
        long events = events(size);
        List<WatchedLab.Sample> up =
                WatchedLab.run(
                        folder,
                        LabService.CONSENSUS.on(new Ports(offset)),
                        "up",
                        "--data",
                        data.toString(),
                        "--port-offset",
                        Integer.toString(offset),
                        "--feed",
                        "simulator",
                        "--seed",
                        "7",
                        "--speed",
                        "max",
                        "--max-ahead",
                        "1200",
                        "--events",
                        Long.toString(events),
                        "--until-end");
        List<WatchedLab.Sample> replay =
                WatchedLab.run(
                        folder,
                        LabService.CONSENSUS.on(new Ports(ownOffset)),
                        "replay",
                        "--data",
                        data.toString(),
                        "--port-offset",
                        Integer.toString(offset),
                        "--own-port-offset",
                        Integer.toString(ownOffset),
                        "--speed",
                        "max");
        workspace.delete(folder);
        var lines = new ArrayList<Line>();
        Line live = add("up", up, "lab_poller_ticks_total", events, lines);
        Line replayed = add("replay", replay, "lab_replay_messages_total", events, lines);
        lines.add(replayed.over(live));
        return lines;
    }

    /** Returns the line of the second half. */
    private static Line add(
            String what,
            List<WatchedLab.Sample> samples,
            String published,
            long events,
            List<Line> lines) {
        double decisions = samples.getLast().sum(DECISIONS);
        WatchedLab.Sample begin = first(samples, published, 1);
        WatchedLab.Sample half = first(samples, DECISIONS, decisions / 2);
        WatchedLab.Sample end = first(samples, DECISIONS, decisions);
        double eventsOfHalf = events * (decisions - half.sum(DECISIONS)) / decisions;
        double seconds = seconds(half, end);
        Line steady = line(what + ", second half", eventsOfHalf / seconds, EVENTS).aimingAt(AIM);
        lines.add(line(what + ", all of it", events / seconds(begin, end), EVENTS).aimingAt(AIM));
        lines.add(steady);
        lines.add(
                line(
                        what + ", second half, CPU an event",
                        cpuMicros(half, end) / eventsOfHalf,
                        MICROS));
        lines.add(
                line(
                        what + ", second half, cores in use",
                        cpuMicros(half, end) / 1e6 / seconds,
                        "cores"));
        lines.add(
                line(
                        what + ", second half, desk works",
                        100 * (end.sum(WORKING) - half.sum(WORKING)) / seconds,
                        PERCENT));
        for (String wait : WAITS) {
            String name = "%s{what=\"%s\"}".formatted(WAITING, wait);
            lines.add(
                    line(
                            what + ", second half, desk waits for " + wait,
                            100 * (end.sum(name) - half.sum(name)) / seconds,
                            PERCENT));
        }
        return steady;
    }

    private static WatchedLab.Sample first(
            List<WatchedLab.Sample> samples, String metric, double atLeast) {
        return samples.stream()
                .filter(it -> it.sum(metric) >= atLeast && it.sum(metric) > 0)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException(
                                "%s: must come to %s, has not".formatted(metric, atLeast)));
    }

    private static double seconds(WatchedLab.Sample from, WatchedLab.Sample to) {
        return Duration.ofNanos(to.nanos() - from.nanos()).toMillis() / 1e3;
    }

    private static double cpuMicros(WatchedLab.Sample from, WatchedLab.Sample to) {
        return to.cpu().minus(from.cpu()).toNanos() / 1e3;
    }

    private static Line line(String what, double value, String unit) {
        return Line.of(NAME, what, Spread.of(value), unit);
    }
}
