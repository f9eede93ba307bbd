package lab.consensus.audit.tiers;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TierDatabaseTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT content FROM read_text('pom.xml')",
                "SELECT * FROM read_csv('pom.xml')",
                "FROM 'pom.xml'",
                "FROM glob('*')",
                "ATTACH 'outside.db'",
                "COPY (SELECT 1) TO 'outside.csv'",
                "INSTALL httpfs",
                "LOAD httpfs",
                "SET enable_external_access = true",
                "SET memory_limit = '100GB'",
                "RESET lock_configuration"
            })
    void nothing_outside_can_be_opened(String statement) throws SQLException {
        try (var database = TierDatabase.inMemory("audit")) {
            assertThatThrownBy(() -> database.query(statement, row -> row.getString(1)))
                    .isInstanceOf(SQLException.class);
        }
    }
}
