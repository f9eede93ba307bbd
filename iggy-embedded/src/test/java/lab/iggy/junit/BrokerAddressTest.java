package lab.iggy.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lab.iggy.embedded.user.Credentials;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BrokerAddressTest {
    private static final String VARIABLE = "BROKER_ADDRESS_TEST";

    @AfterEach
    void forget() {
        System.clearProperty(VARIABLE);
    }

    @Test
    void a_server_may_be_named() {
        assertThat(BrokerAddress.named(VARIABLE)).isEmpty();
        System.setProperty(VARIABLE, "host:8090:iggy:a:password");
        assertThat(BrokerAddress.named(VARIABLE))
                .contains(new BrokerAddress("host", 8_090, new Credentials("iggy", "a:password")));
    }

    @Test
    void half_an_address_names_none() {
        System.setProperty(VARIABLE, "host:8090:iggy");
        assertThatThrownBy(() -> BrokerAddress.named(VARIABLE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(VARIABLE + ": must be host:port:user:password");
    }
}
