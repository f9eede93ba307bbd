package lab.iggy.embedded.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import lab.iggy.embedded.catalog.CatalogKeeper;
import lab.iggy.embedded.command.Command.Place;
import lab.iggy.embedded.command.CommandTable;
import lab.iggy.embedded.command.GroupCommands;
import lab.iggy.embedded.command.HostFacts;
import lab.iggy.embedded.command.LoginCommands;
import lab.iggy.embedded.command.MessageCommands;
import lab.iggy.embedded.command.OffsetCommands;
import lab.iggy.embedded.command.SendCommand;
import lab.iggy.embedded.command.ServerLimits;
import lab.iggy.embedded.command.SnapshotCommand;
import lab.iggy.embedded.command.StreamCommands;
import lab.iggy.embedded.command.SystemCommands;
import lab.iggy.embedded.command.TokenCommands;
import lab.iggy.embedded.command.TopicCommands;
import lab.iggy.embedded.command.UserCommands;
import lab.iggy.embedded.session.Session;
import lab.iggy.embedded.session.Sessions;
import lab.iggy.embedded.session.Traffic;
import lab.iggy.embedded.storage.offsets.OffsetJournal;
import lab.iggy.embedded.token.TokenKeeper;
import lab.iggy.embedded.user.UserKeeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts connections and serves all of them with a few event loops. */
public final class TcpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TcpServer.class);
    private static final int BACKLOG = 1_024;
    private static final int CLOSE_SECONDS_MAX = 10;

    /** What the server stands on. */
    public record Parts(
            UserKeeper users,
            Path dataDirectory,
            CatalogKeeper catalog,
            TokenKeeper tokens,
            OffsetJournal journal,
            InstantSource clock,
            Executor control,
            Executor disk,
            Executor passwords) {}

    private final Parts parts;
    private final ServerLimits limits;
    private final InetSocketAddress address;
    private final Sessions sessions;
    private final Traffic traffic = new Traffic();
    private final ReplyWriter writer = new ReplyWriter(traffic);
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final MultiThreadIoEventLoopGroup loops;
    private final Admission admission;
    private final Dispatcher dispatcher;
    private final Channel listener;

    /** Listens when it returns. */
    public TcpServer(Parts parts, ServerLimits limits, InetSocketAddress address)
            throws IOException {
        this.parts = parts;
        this.sessions = new Sessions(parts.users());
        this.limits = limits;
        this.address = address;
        var place = limits.waitForDisk() ? Place.DISK : Place.LOOP;
        var send = new SendCommand(parts.catalog(), parts.clock(), traffic, place);
        this.admission =
                new Admission(
                        table(send, place),
                        limits.sendBytesMax(),
                        new RequestMemory(limits.requestMemoryBytes()));
        this.dispatcher = new Dispatcher(send, parts.control(), parts.disk(), parts.passwords());
        this.loops =
                new MultiThreadIoEventLoopGroup(
                        limits.ioThreads(),
                        new DefaultThreadFactory("iggy-io", true),
                        NioIoHandler.newFactory());
        this.listener = listen();
    }

    private CommandTable table(SendCommand send, Place storePlace) {
        var catalog = parts.catalog();
        var host = new HostFacts(parts.dataDirectory());
        var endpoint =
                new SystemCommands.Endpoint() {
                    @Override
                    public String host() {
                        return address.getHostString();
                    }

                    @Override
                    public int port() {
                        return TcpServer.this.port();
                    }
                };
        return new CommandTable(
                List.of(
                        new SystemCommands(catalog, sessions, traffic, host, endpoint),
                        new LoginCommands(parts.users()),
                        new UserCommands(parts.users(), parts.tokens(), parts.clock()),
                        new TokenCommands(parts.tokens(), parts.users(), sessions, parts.clock()),
                        new StreamCommands(catalog, parts.users()),
                        new TopicCommands(catalog, parts.users()),
                        send,
                        new MessageCommands(catalog, parts.journal(), storePlace),
                        new OffsetCommands(catalog, parts.journal(), storePlace),
                        new GroupCommands(catalog, parts.journal(), sessions),
                        new SnapshotCommand(host, parts.dataDirectory(), limits)));
    }

    private Channel listen() throws IOException {
        var bound =
                new ServerBootstrap()
                        .group(loops)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel) {
                                        accept(channel);
                                    }
                                })
                        .bind(address)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            var _ = loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw new IOException("broker: cannot listen on " + address, bound.cause());
        }
        return bound.channel();
    }

    private void accept(SocketChannel channel) {
        if (sessions.count() >= limits.connectionsMax()) {
            LOG.atWarn()
                    .addKeyValue("connections_max", limits.connectionsMax())
                    .log("connection refused: too many are open");
            var _ = channel.close();
            return;
        }
        var session = sessions.open(text(channel.remoteAddress()));
        connections.add(channel);
        var intake = new FrameIntake(admission, channel.alloc());
        channel.config()
                .setRecvByteBufAllocator(
                        new BodyReceiver(channel.config().getRecvByteBufAllocator(), intake));
        channel.pipeline()
                .addLast(
                        new ConnectionHandler(
                                session, intake, dispatcher, writer, () -> end(session)));
    }

    /** Its groups first: whoever no longer finds the connection finds it in no group, either. */
    private void end(Session session) {
        GroupCommands.leaveAll(parts.catalog().catalog(), session.clientId());
        sessions.close(session);
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    public Sessions sessions() {
        return sessions;
    }

    public Traffic traffic() {
        return traffic;
    }

    /** Ends all connections; returns when no event loop runs any more. */
    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        connections.close().awaitUninterruptibly();
        loops.shutdownGracefully(0, CLOSE_SECONDS_MAX, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
