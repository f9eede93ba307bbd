@NullMarked
package lab.launcher.service;

import org.jspecify.annotations.NullMarked;
