package lab.flink.sql.job;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import lab.flink.sql.candles.Candles;
import lab.flink.sql.candles.OncePerPosition;
import lab.flink.sql.clearing.Clearing;
import lab.flink.sql.features.BookFeatureViews;
import lab.flink.sql.rows.Rows;
import lab.flink.sql.script.Statement;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;

/** The Java operators that SQL files may attach, by name. */
public final class Operators {
    /**
     * All there are. Who changes what an operator keeps gives it another version, and says from
     * which on it still reads.
     */
    private static final List<OperatorVersion> VERSIONS =
            List.of(
                    new OperatorVersion(
                            Candles.NAME, Candles.VERSION, Candles.READS_FROM, Candles.keeps()),
                    new OperatorVersion(
                            OncePerPosition.NAME,
                            OncePerPosition.VERSION,
                            OncePerPosition.READS_FROM,
                            OncePerPosition.keeps()),
                    new OperatorVersion(
                            Clearing.NAME, Clearing.VERSION, Clearing.READS_FROM, Clearing.keeps()),
                    new OperatorVersion(
                            BookFeatureViews.NAME,
                            BookFeatureViews.VERSION,
                            BookFeatureViews.READS_FROM,
                            BookFeatureViews.keeps()));

    private Operators() {}

    /** The version of an operator that a SQL file attaches. */
    public static OperatorVersion version(String name) {
        return VERSIONS.stream()
                .filter(operator -> operator.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(unknown(name)));
    }

    private static String unknown(String name) {
        return "operator: must be one of %s, was %s"
                .formatted(
                        VERSIONS.stream()
                                .map(OperatorVersion::name)
                                .collect(Collectors.joining(", ")),
                        name);
    }

    /** Makes the views that a statement names out of those that it reads. */
    public static void attach(Statement.Attach attach, StreamTableEnvironment tables) {
        List<Rows> inputs = attach.inputs().stream().map(name -> rows(name, tables)).toList();
        List<Rows> outputs = outputs(attach, inputs, tables);
        if (outputs.size() != attach.outputs().size()) {
            throw new IllegalArgumentException(
                    "operator %s: gives %d views, was asked for %s"
                            .formatted(attach.operator(), outputs.size(), attach.outputs()));
        }
        for (int i = 0; i < outputs.size(); i++) {
            Rows output = outputs.get(i);
            Schema schema = Schema.newBuilder().fromRowDataType(output.type()).build();
            tables.createTemporaryView(
                    attach.outputs().get(i), tables.fromDataStream(output.stream(), schema));
        }
    }

    private static List<Rows> outputs(
            Statement.Attach attach, List<Rows> inputs, StreamTableEnvironment tables) {
        int expected =
                switch (attach.operator()) {
                    case Candles.NAME, Clearing.NAME -> 2;
                    case OncePerPosition.NAME, BookFeatureViews.NAME -> 1;
                    default -> throw new IllegalArgumentException(unknown(attach.operator()));
                };
        if (inputs.size() != expected) {
            throw new IllegalArgumentException(
                    "operator %s: reads %d views, was given %s"
                            .formatted(attach.operator(), expected, attach.inputs()));
        }
        return switch (attach.operator()) {
            case Candles.NAME -> Candles.attach(inputs.getFirst(), inputs.getLast());
            case Clearing.NAME ->
                    Clearing.attach(inputs.getFirst(), inputs.getLast(), tables.getConfig());
            case BookFeatureViews.NAME -> List.of(BookFeatureViews.attach(inputs.getFirst()));
            default -> List.of(OncePerPosition.attach(inputs.getFirst()));
        };
    }

    private static Rows rows(String name, StreamTableEnvironment tables) {
        Table table = tables.from(name);
        var fields = new ArrayList<DataTypes.Field>();
        for (Column column : table.getResolvedSchema().getColumns()) {
            fields.add(DataTypes.FIELD(column.getName(), column.getDataType()));
        }
        DataType type =
                DataTypes.ROW(fields.toArray(DataTypes.Field[]::new))
                        .notNull()
                        .bridgedTo(RowData.class);
        return new Rows(tables.<RowData>toDataStream(table, type), type);
    }
}
