package lab.iggy.embedded.server;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import lab.iggy.embedded.command.Command.Place;
import lab.iggy.embedded.command.Reply;
import lab.iggy.embedded.command.SendCommand;
import lab.iggy.embedded.server.FrameIntake.Outcome.Whole;
import lab.iggy.embedded.server.FrameIntake.Outcome.WholeSend;
import lab.iggy.embedded.session.Session;
import lab.iggy.embedded.storage.CorruptLogException;
import lab.iggy.embedded.storage.file.DeletedLogException;
import lab.iggy.embedded.wire.ErrorCode;
import lab.iggy.embedded.wire.RefusedException;
import lab.iggy.embedded.wire.WireReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has commands done, in the place where they belong, and makes a reply of whatever comes of it. */
final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** Something that makes a reply. */
    interface Work {
        Reply run() throws IOException;
    }

    private final SendCommand send;
    private final Executor control;
    private final Executor disk;
    private final Executor passwords;

    Dispatcher(SendCommand send, Executor control, Executor disk, Executor passwords) {
        this.send = send;
        this.control = control;
        this.disk = disk;
        this.passwords = passwords;
    }

    Place sendPlace() {
        return send.place();
    }

    Reply run(Whole frame, Session session) {
        return run(
                frame.payload(),
                () -> frame.command().handler().handle(session, new WireReader(frame.payload())));
    }

    Reply run(WholeSend frame, Session session, SplittableRandom messageIds) {
        return run(
                frame.payload(),
                () -> send.append(session, frame.address(), frame.payload(), messageIds));
    }

    /** Whatever happens, there is a reply: without one the client would wait for ever. */
    static Reply run(ByteBuf payload, Work work) {
        try {
            return work.run();
        } catch (RefusedException e) {
            LOG.debug("request refused: {}", e.getMessage());
            return new Reply.Refused(e.code());
        } catch (DeletedLogException e) {
            LOG.debug("request refused: {}", e.getMessage());
            return new Reply.Refused(ErrorCode.PARTITION_NOT_FOUND);
        } catch (CorruptLogException e) {
            LOG.error("log does not say what was written to it", e);
            return new Reply.Refused(ErrorCode.CANNOT_READ_MESSAGE);
        } catch (IOException | UncheckedIOException e) {
            LOG.error("request failed", e);
            return new Reply.Refused(ErrorCode.CANNOT_WRITE_TO_FILE);
        } catch (RuntimeException | Error e) {
            LOG.error("request failed", e);
            return new Reply.Refused(ErrorCode.GENERAL);
        } finally {
            payload.release();
        }
    }

    /** The thread of a place other than the connection's own. */
    Executor executor(Place place) {
        return switch (place) {
            case LOOP -> Runnable::run;
            case CONTROL -> control;
            case DISK -> disk;
            case PASSWORDS -> passwords;
        };
    }
}
