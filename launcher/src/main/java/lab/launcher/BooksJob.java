package lab.launcher;

import java.util.List;
import java.util.stream.Stream;
import lab.flink.sql.Upgrade;
import lab.flink.sql.job.LabJob;
import lab.launcher.bus.BusProgress;
import lab.topics.BusException;
import lab.topics.Topic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a lab runs the job that keeps the log of order books. Most labs have no books, and a job
 * more costs each start; so it runs where the feed has some, where it ran before, and where
 * somebody has put some onto the bus.
 */
final class BooksJob {
    private static final Logger log = LoggerFactory.getLogger(BooksJob.class);
    private static final String NAME = LabJob.BOOKS.jobName();

    private BooksJob() {}

    /** The jobs of a lab that may have left checkpoints. */
    static List<String> ran(LabPlan plan) {
        return with(plan, hasRun(plan));
    }

    /** The jobs that a lab starts, once its market is chosen and its bus is there. */
    static List<String> wanted(LabPlan plan, BusProgress bus) throws InterruptedException {
        return with(plan, hasRun(plan) || plan.market().hasBooks() || isOnBus(bus));
    }

    /** A replay leaves books alone: what they were is in the cold tier already. */
    private static List<String> with(LabPlan plan, boolean hasBooks) {
        return hasBooks
                        && plan.environment().isLive()
                        && plan.jobs().contains(LabJob.COLD.jobName())
                ? Stream.concat(plan.jobs().stream(), Stream.of(NAME)).toList()
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
