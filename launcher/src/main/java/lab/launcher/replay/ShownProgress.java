package lab.launcher.replay;

import java.time.Duration;
import lab.console.PipelineStatus;

/** Where people see how far a replay is, while they wait for its end. */
public interface ShownProgress {
    ShownProgress NONE =
            new ShownProgress() {
                @Override
                public Duration every() {
                    return Duration.ofDays(1);
                }

                @Override
                public void show(PipelineStatus.Feed feed) {}
            };

    /** How often it wants to be told. */
    Duration every();

    /** How far it is now. */
    void show(PipelineStatus.Feed feed);
}
