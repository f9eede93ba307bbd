package lab.launcher;

import lab.launcher.directory.Ports;
import lab.launcher.service.LabPorts;
import lab.testports.TestPorts;

/** A port offset all of whose ports are this JVM's, and its children's, until it ends. */
public final class TestOffset {
    private TestOffset() {}

    public static int any() {
        int lowest = new Ports(0).zookeeper();
        return TestPorts.first(first ->
                LabPorts.all(new Ports(first - lowest)).stream().map(Ports.Named::number).toList())
                - lowest;
    }
}
