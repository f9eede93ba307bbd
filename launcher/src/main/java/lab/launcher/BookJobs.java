package lab.launcher;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lab.flink.sql.Upgrade;
import lab.flink.sql.job.LabJob;
import lab.launcher.bus.BusProgress;
import lab.topics.BusException;
import lab.topics.Topic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a lab runs the jobs that keep the log of order books and their features. Most labs have
 * no books, and a job more costs each start; so they run where the feed has some, where the log was
 * kept before, and where somebody has put some onto the bus.
 */
public final class BookJobs {
    private static final Logger log = LoggerFactory.getLogger(BookJobs.class);

    /** Each with the job without whose tier it does not run. */
    private static final Map<LabJob, LabJob> JOBS =
            Map.of(LabJob.BOOKS, LabJob.COLD, LabJob.FEATURES, LabJob.WARM);

    private BookJobs() {}

    /** The jobs of a lab that may have left checkpoints. */
    static List<String> ran(LabPlan plan) {
        return with(plan, hasRun(plan));
    }

    /** The jobs that a lab starts, once its market is chosen and its bus is there. */
    public static List<String> wanted(LabPlan plan, BusProgress bus) throws InterruptedException {
        return with(plan, hasRun(plan) || plan.market().hasBooks() || isOnBus(bus));
    }

    /** A replay leaves books alone: what they were is in the cold tier already. */
    private static List<String> with(LabPlan plan, boolean hasBooks) {
        return hasBooks && plan.environment().isLive()
                ? Stream.concat(
                                plan.jobs().stream(),
                                JOBS.entrySet().stream()
                                        .filter(job ->
                                                plan.jobs().contains(job.getValue().jobName()))
                                        .map(job -> job.getKey().jobName())
                                        .sorted())
                        .toList()
                : plan.jobs();
    }

    private static boolean hasRun(LabPlan plan) {
        return Upgrade.hasRun(LabJob.BOOKS, plan.environment().own().checkpoints());
    }

    private static boolean isOnBus(BusProgress bus) throws InterruptedException {
        try {
            return bus.ends().messages(Topic.BOOKS) > 0;
        } catch (BusException e) {
            log.warn("bus did not say whether it has books", e);
            return false;
        }
    }
}
