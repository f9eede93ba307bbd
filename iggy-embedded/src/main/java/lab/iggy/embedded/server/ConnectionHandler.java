package lab.iggy.embedded.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import lab.iggy.embedded.command.Command.Place;
import lab.iggy.embedded.command.Reply;
import lab.iggy.embedded.server.FrameIntake.Outcome;
import lab.iggy.embedded.session.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection. It takes in a frame, has the command done, writes the reply, and only then looks
 * at the next frame; while it waits for another thread or for a client that does not read, it reads
 * nothing.
 */
final class ConnectionHandler extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionHandler.class);

    private final Session session;
    private final FrameIntake intake;
    private final Dispatcher dispatcher;
    private final ReplyWriter writer;
    private final Runnable atEnd;
    private final SplittableRandom messageIds = new SplittableRandom();
    private @Nullable ByteBuf unread;
    private boolean busy;
    private boolean elsewhere;

    /**
     * Serves a connection.
     *
     * @param atEnd to do when it is closed and its last request is done, so that no client is told
     *     that a connection is gone whose request may still change something
     */
    ConnectionHandler(
            Session session,
            FrameIntake intake,
            Dispatcher dispatcher,
            ReplyWriter writer,
            Runnable atEnd) {
        this.session = session;
        this.intake = intake;
        this.dispatcher = dispatcher;
        this.writer = writer;
        this.atEnd = atEnd;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var in = (ByteBuf) message;
        if (intake.isBody(in)) {
            in.release();
            act(context, intake.grown());
            return;
        }
        var before = unread;
        unread = null;
        work(context, before == null ? in : joined(context, before, in));
    }

    /**
     * While the connection is busy it may still get what was on its way when it stopped reading.
     */
    private static ByteBuf joined(ChannelHandlerContext context, ByteBuf before, ByteBuf in) {
        var all = context.alloc().directBuffer(before.readableBytes() + in.readableBytes());
        all.writeBytes(before).writeBytes(in);
        before.release();
        in.release();
        return all;
    }

    private void work(ChannelHandlerContext context, ByteBuf in) {
        try {
            while (!busy && in.isReadable()) {
                act(context, intake.take(in, session));
            }
        } finally {
            if (in.isReadable()) {
                unread = in;
            } else {
                in.release();
            }
        }
    }

    private void act(ChannelHandlerContext context, Outcome outcome) {
        switch (outcome) {
            case Outcome.NeedMore() -> {}
            case Outcome.Refused(var code) -> reply(context, new Reply.Refused(code));
            case Outcome.Foreign(var protocol, var firstBytes) -> {
                LOG.atWarn()
                        .addKeyValue("client", session.address())
                        .addKeyValue("speaks", protocol)
                        .addKeyValue("first_bytes", firstBytes)
                        .log("connection closed: this port speaks the TCP protocol of Iggy 0.8");
                var _ = context.close();
            }
            case Outcome.Whole frame -> {
                Supplier<Reply> work = () -> dispatcher.run(frame, session);
                run(context, frame.command().place(), work, frame.payload());
            }
            case Outcome.WholeSend frame -> {
                Supplier<Reply> work = () -> dispatcher.run(frame, session, messageIds);
                run(context, dispatcher.sendPlace(), work, frame.payload());
            }
        }
    }

    private void run(
            ChannelHandlerContext context, Place place, Supplier<Reply> work, ByteBuf payload) {
        if (place == Place.LOOP) {
            reply(context, work.get());
            return;
        }
        pause(context);
        elsewhere = true;
        try {
            dispatcher
                    .executor(place)
                    .execute(() -> {
                        var reply = work.get();
                        context.executor()
                                .execute(() -> {
                                    busy = false;
                                    elsewhere = false;
                                    if (!context.channel().isActive()) {
                                        atEnd.run();
                                    }
                                    reply(context, reply);
                                    resume(context);
                                });
                    });
        } catch (RejectedExecutionException e) {
            elsewhere = false;
            payload.release();
            var _ = context.close();
        }
    }

    private void reply(ChannelHandlerContext context, Reply reply) {
        intake.done();
        var written = writer.write(context, reply);
        if (reply instanceof Reply.Messages || !context.channel().isWritable()) {
            context.flush();
            if (!written.isDone()) {
                pause(context);
                var _ =
                        written.addListener((ChannelFuture done) -> {
                            busy = false;
                            resume(context);
                        });
            }
        }
    }

    private void pause(ChannelHandlerContext context) {
        busy = true;
        context.channel().config().setAutoRead(false);
    }

    private void resume(ChannelHandlerContext context) {
        var in = unread;
        unread = null;
        if (in != null) {
            work(context, in);
        }
        context.flush();
        if (!busy) {
            context.channel().config().setAutoRead(true);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        intake.close();
        var left = unread;
        unread = null;
        if (left != null) {
            left.release();
        }
        if (!elsewhere) {
            atEnd.run();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("connection lost client={}", session.clientId(), cause);
        } else {
            LOG.warn("connection failed client={}", session.clientId(), cause);
        }
        var _ = context.close();
    }
}
