package lab.launcher.service;

import java.util.Optional;
import lab.launcher.directory.LabException;

/**
 * What has to be known of a service to run it, in the lab's process or in one of its own.
 *
 * @param title as people are told of it
 * @param row its row on the page that a start prints
 * @param port where it listens, before the offset
 * @param path what the page shows of it
 * @param progress under which name it says on the bus how far it has come, if it works off the bus:
 *     such a one starts when the market is known, and no feed outruns it. Others read tables
 */
public record Service(
        String title, String row, int port, String path, Optional<String> progress, Start start) {

    /** The one way to wire it. */
    public interface Start {
        ServicePart start(ServiceContext context) throws LabException;
    }

    /** Whether it works off the bus, and not off tables alone. */
    public boolean followsBus() {
        return progress.isPresent();
    }
}
