package lab.flink.sql;

import java.util.ArrayList;
import java.util.List;
import lab.domain.clearing.ClearingTerms;
import lab.flink.sql.candles.Candles;
import lab.flink.sql.candles.OncePerPosition;
import lab.flink.sql.clearing.Clearing;
import lab.flink.sql.rows.Rows;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;

/** The Java operators that SQL files may attach, by name. */
final class Operators {
    /** Changes with every change to what an operator keeps or gives. */
    static final String VERSION =
            "%s %d, %s %d, %s %d %s"
                    .formatted(
                            Candles.NAME,
                            Candles.VERSION,
                            OncePerPosition.NAME,
                            OncePerPosition.VERSION,
                            Clearing.NAME,
                            Clearing.VERSION,
                            ClearingTerms.STANDARD);

    private Operators() {}

    /** Makes the views that a statement names out of those that it reads. */
    static void attach(Statement.Attach attach, StreamTableEnvironment tables) {
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
                    case OncePerPosition.NAME -> 1;
                    default ->
                            throw new IllegalArgumentException(
                                    "operator: must be %s, %s or %s, was %s"
                                            .formatted(
                                                    Candles.NAME,
                                                    Clearing.NAME,
                                                    OncePerPosition.NAME,
                                                    attach.operator()));
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
