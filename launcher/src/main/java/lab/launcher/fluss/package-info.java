/** A Fluss cluster of one in this JVM: ZooKeeper, a tablet server and a coordinator. */
@NullMarked
package lab.launcher.fluss;

import org.jspecify.annotations.NullMarked;
