import os

os.write(3, b'state {"cursor":1}\n')
print("loading everything at once", flush=True)
held = []
while len(held) < 512:
    held.append(bytearray(os.urandom(1024)) * 1024)
print("this line must never come")
