package lab.launcher;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import lab.flink.sql.job.OnBusLoss;
import lab.flink.sql.loss.BusLossCheck;
import lab.flink.sql.loss.BusLossTable;
import lab.launcher.bus.BusLosses;
import lab.launcher.bus.BusSettings;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.service.ServiceContext;
import lab.servicekit.Health;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a lab does about messages that its bus has lost: the jobs that had read them do not start,
 * through any number of starts, until the user accepts the loss. What is accepted becomes a row in
 * the cold tier, and is forgotten here.
 */
public final class BusLossAnswer {
    private static final Logger log = LoggerFactory.getLogger(BusLossAnswer.class);

    private final LabPlan plan;
    private final ServiceContext context;
    private final OnBusLoss forJobs;

    private BusLossAnswer(LabPlan plan, ServiceContext context, OnBusLoss forJobs) {
        this.plan = plan;
        this.context = context;
        this.forJobs = forJobs;
    }

    /**
     * Looks for losses; before the feed begins, for what it writes would take the place of what is
     * lost.
     *
     * @param byBroker what the broker itself says it has lost, in words
     * @param say hears of what is lost
     */
    public static BusLossAnswer look(
            LabPlan plan,
            ServiceContext context,
            Optional<String> byBroker,
            Health health,
            InstantSource clock,
            Consumer<String> say)
            throws IOException, LabException, InterruptedException {
        DataDir own = plan.environment().own();
        BusLosses losses = losses(plan, context, clock);
        if (losses.isEmpty()) {
            byBroker.ifPresent(lost -> {
                health.part("bus").down(lost);
                say.accept(lost);
            });
            return new BusLossAnswer(plan, context, OnBusLoss.NOTHING_LOST);
        }
        losses.write(own);
        boolean accepted =
                losses.settled()
                        || BusSettings.read(context.settings()).onLoss()
                                == BusSettings.OnLoss.ACCEPT;
        String line = OnBusLoss.line(losses.lost());
        log.warn("bus loss accepted={} {}", accepted, line);
        if (accepted) {
            say.accept(line + "; accepted, the jobs go on without them");
        } else {
            String told = line + "; " + OnBusLoss.WHAT_TO_DO;
            health.part("bus").down(told);
            say.accept(told);
        }
        return new BusLossAnswer(plan, context, new OnBusLoss(accepted, losses.lost()));
    }

    /** Those that nobody has accepted yet, and those that show now. */
    private static BusLosses losses(LabPlan plan, ServiceContext context, InstantSource clock)
            throws IOException, LabException, InterruptedException {
        if (plan.isAnew()) {
            return new BusLosses(List.of());
        }
        DataDir own = plan.environment().own();
        return BusLosses.read(own)
                .and(
                        BusLossCheck.look(
                                context.tiers(),
                                own.checkpoints(),
                                BookJobs.ran(plan),
                                clock.instant()));
    }

    /** Which jobs it keeps from starting, and from where others go on. */
    public OnBusLoss forJobs() {
        return forJobs;
    }

    /** Notes what was accepted, once the cold job has seen to its tables. */
    public void noteAccepted(Consumer<String> say) throws IOException {
        if (!forJobs.accepted()) {
            return;
        }
        if (!BusLossTable.add(context.tiers(), forJobs.lost())) {
            say.accept("what the bus has lost is in no table, as this lab has no cold tier");
        }
        BusLosses.forget(plan.environment().own());
    }
}
