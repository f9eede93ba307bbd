package lab.cli.client;

import lab.launcher.directory.DataDir;
import lab.launcher.directory.Environment;

/** A command that needs a running lab found none. */
public final class NotRunning extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private NotRunning(String line) {
        super(line);
    }

    public static NotRunning on(DataDir data) {
        return new NotRunning(
                "no lab runs on data directory %s; start one with ./lab up --data %s"
                        .formatted(data, data));
    }

    public static NotRunning cluster(DataDir data) {
        return new NotRunning(
                "no cluster runs on data directory %s; start one with ./lab cluster up --data %s"
                        .formatted(data, data));
    }

    public static NotRunning replay(Environment replay) {
        return new NotRunning(
                "%s does not run on data directory %s; start it with ./lab replay --name %s --data %s"
                        .formatted(replay, replay.data(), replay.name(), replay.data()));
    }

    public static NotRunning neverWas(DataDir data) {
        return new NotRunning(
                "data directory %s: there must be one, there is none; ./lab up --data %s makes it"
                        .formatted(data, data));
    }
}
