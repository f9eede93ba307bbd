package lab.launcher.fluss;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.fluss.client.Connection;
import org.apache.fluss.client.ConnectionFactory;
import org.apache.fluss.client.admin.Admin;
import org.apache.fluss.client.table.Table;
import org.apache.fluss.client.table.writer.AppendResult;
import org.apache.fluss.client.table.writer.AppendWriter;
import org.apache.fluss.config.ConfigOptions;
import org.apache.fluss.config.Configuration;
import org.apache.fluss.metadata.DatabaseDescriptor;
import org.apache.fluss.metadata.Schema;
import org.apache.fluss.metadata.TableDescriptor;
import org.apache.fluss.metadata.TablePath;
import org.apache.fluss.row.GenericRow;
import org.apache.fluss.types.DataTypes;

/** A process that runs a Fluss and writes to it for ever, saying how much was acknowledged. */
final class FlussWriter {

    static final TablePath TABLE = TablePath.of("lab", "rows");
    static final String MARK = "acknowledged ";
    private static final int BATCH = 100;

    private FlussWriter() {}

    public static void main(String[] args) throws Exception {
        FlussConfig config =
                FlussServerIT.config(
                        Path.of(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        FlussServer.start(config);
        var conf = new Configuration();
        conf.setString(ConfigOptions.BOOTSTRAP_SERVERS.key(), config.bootstrapServers());
        Connection connection = ConnectionFactory.createConnection(conf);
        createTable(connection);
        Table table = connection.getTable(TABLE);
        AppendWriter writer = table.newAppend().createWriter();
        for (long sent = 0; ; sent += BATCH) {
            List<CompletableFuture<AppendResult>> batch = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                batch.add(writer.append(GenericRow.of(sent + i)));
            }
            for (CompletableFuture<AppendResult> row : batch) {
                row.get();
            }
            System.out.println(MARK + (sent + BATCH));
        }
    }

    private static void createTable(Connection connection) throws Exception {
        Admin admin = connection.getAdmin();
        admin.createDatabase("lab", DatabaseDescriptor.EMPTY, true).get();
        admin.createTable(
                        TABLE,
                        TableDescriptor.builder()
                                .schema(Schema.newBuilder().column("n", DataTypes.BIGINT()).build())
                                .distributedBy(3)
                                .build(),
                        true)
                .get();
    }
}
